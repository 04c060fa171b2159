package org.weightgate.grants;

import java.util.List;

/// Whom a ban would meet, before it is placed.
///
/// @param people how many it meets, counted up to a limit
/// @param names  the first of them
record BanPreview(String kind, String shown, String where, String until, String reason, long people, boolean more,
        List<Name> names, List<Ends> ends) {

    record Name(String name, String username) {
    }

    /// How many of them have something that ends, in the words of its room.
    record Ends(long count, boolean more, String words) {
    }

    public long unnamed() {
        return people - names.size();
    }
}
