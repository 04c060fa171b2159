package org.weightgate.review;

import org.jspecify.annotations.Nullable;

/// What a model's owner wants for one person, in the few words a program has for it.
public sealed interface AccessWish {

    record Accept() implements AccessWish {
    }

    /// Turns a request down, or ends access that was given.
    record Reject(@Nullable String why) implements AccessWish {
    }

    /// Takes access away for the time being.
    record BackToPending() implements AccessWish {
    }

    /// Ends access; the person may apply again.
    record Reset(@Nullable String why) implements AccessWish {
    }
}
