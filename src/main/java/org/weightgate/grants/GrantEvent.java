package org.weightgate.grants;

import java.util.Map;
import java.util.UUID;

/// What happened to a grant. `text` stays on the grant's row: it may name people, events may not.
sealed interface GrantEvent {

    record Suspended(SuspendReason reason, String text) implements GrantEvent {
    }

    record Resumed(String text) implements GrantEvent {
    }

    record Revoked(RevokeReason reason, String text) implements GrantEvent {
    }

    /// `resumes`: the grant had waited for just that.
    record TermsAccepted(UUID terms, boolean resumes) implements GrantEvent {
    }

    record Expired() implements GrantEvent {
    }

    record Superseded(UUID by) implements GrantEvent {
    }

    default String type() {
        return switch (this) {
            case Suspended _ -> "grant.suspended";
            case Resumed _ -> "grant.resumed";
            case Revoked _ -> "grant.revoked";
            case TermsAccepted _ -> "grant.terms-accepted";
            case Expired _ -> "grant.expired";
            case Superseded _ -> "grant.superseded";
        };
    }

    default Map<String, ?> payload() {
        return switch (this) {
            case Suspended suspended -> Map.of("reason", suspended.reason().name());
            case Revoked revoked -> Map.of("reason", revoked.reason().name());
            case TermsAccepted accepted -> Map.of("terms", accepted.terms().toString(), "resumes", accepted.resumes());
            case Superseded superseded -> Map.of("by", superseded.by().toString());
            case Resumed _ -> Map.of();
            case Expired _ -> Map.of();
        };
    }
}
