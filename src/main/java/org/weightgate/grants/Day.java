package org.weightgate.grants;

import java.time.Instant;

import org.weightgate.web.Instants;

/// A date as people write it. The zone is UTC: the reader's own is not known here.
final class Day {

    private Day() {
    }

    static String of(Instant instant) {
        return Instants.day(instant);
    }
}
