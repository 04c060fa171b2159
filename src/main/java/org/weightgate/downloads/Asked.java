package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.WeightFile;
import org.weightgate.grants.Grant;
import org.weightgate.web.Network;

/// A ticket that the gate would give: for which files, how, to where.
record Asked(Grant grant, UUID release, List<WeightFile> files, Way way, Duration ttl, @Nullable Network network, Instant now) {

    /// Whether these are addresses asked for one by one.
    boolean single() {
        return way != Way.TICKET;
    }

    @Nullable
    String networkPrefix() {
        return network == null ? null : network.prefix();
    }
}
