package org.weightgate.grants;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.TermsDiff;
import org.weightgate.web.Instants;

/// The terms of a model as somebody who holds access reads them.
///
/// @param before   the version they accepted
/// @param changes  what is different from that one; none when it is the same
/// @param deadline until when the older version does, when newer terms must be accepted
record TermsView(String model, int version, String title, String body, String sha256, int before,
        @Nullable TermsDiff changes, boolean holder, boolean accepted, @Nullable Instant acceptedAt,
        @Nullable Instant deadline, Instant now) {

    public boolean asked() {
        return holder && !accepted;
    }

    public boolean overdue() {
        return deadline != null && !now.isBefore(deadline);
    }

    public String lastDay() {
        return deadline == null ? "" : Instants.day(deadline);
    }

    public String acceptedOn() {
        return acceptedAt == null ? "" : Instants.day(acceptedAt);
    }
}
