package org.weightgate.grants;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// One page of a model's grants; `next` is where the following page begins.
record Holders(String model, HolderFilter filter, List<HolderRow> rows, boolean owner, @Nullable UUID next) {

    static final int PAGE = 50;

    public List<HolderFilter.Show> shows() {
        return List.of(HolderFilter.Show.values());
    }

    public boolean filtered() {
        return filter.searches() || filter.show() != HolderFilter.Show.ALL || filter.after().isPresent();
    }
}
