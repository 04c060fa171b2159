package org.weightgate.review;

import org.jspecify.annotations.Nullable;

/// What a model's owner wants for one person, in the few words a program has for it.
public sealed interface AccessWish {

    record Accept() implements AccessWish {
    }

    /// Turns down the request that waits; where none does, ends access that was given. They apply again after a while.
    record Reject(@Nullable String why) implements AccessWish {
    }

    /// Takes access away for the time being.
    record BackToPending() implements AccessWish {
    }

    /// Ends access; the person may apply again at once.
    record Reset(@Nullable String why) implements AccessWish {
    }
}
