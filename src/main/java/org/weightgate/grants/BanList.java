package org.weightgate.grants;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// One page of bans, of a model or of the whole portal, with the form for another.
///
/// @param model the one model, or empty for all
/// @param path  where this list is
record BanList(String model, String path, List<BanRow> rows, @Nullable UUID next, BanForm form) {

    static final int PAGE = 50;

    public boolean everywhere() {
        return model.isEmpty();
    }
}
