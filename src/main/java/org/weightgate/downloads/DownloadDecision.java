package org.weightgate.downloads;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.grants.Grant;
import org.weightgate.grants.SuspendReason;

/// May this person have this release's bytes now?
sealed interface DownloadDecision {

    record Allowed(Grant grant) implements DownloadDecision {
    }

    record Refused(RefusalReason reason) implements DownloadDecision {
    }

    /// What the answer depends on; the grant is read under a lock in the transaction that records the mint.
    record Facts(boolean releaseWithdrawn, String releaseVersion, @Nullable Grant grant, Optional<String> requestStanding,
            Instant now, boolean termsOverdue, boolean banned) {
    }

    static DownloadDecision decide(Facts facts) {
        if (facts.releaseWithdrawn()) {
            return new Refused(RefusalReason.RELEASE_WITHDRAWN);
        }
        if (facts.banned()) {
            return new Refused(RefusalReason.BANNED);
        }
        Grant grant = facts.grant();
        if (grant == null) {
            return new Refused(RefusalReason.ofRequest(facts.requestStanding()));
        }
        return switch (grant.stateAt(facts.now())) {
            case ACTIVE -> active(grant, facts);
            case SUSPENDED -> new Refused(grant.suspendReason().filter(SuspendReason.TERMS::equals).isPresent()
                    ? RefusalReason.TERMS_OUTDATED
                    : RefusalReason.GRANT_SUSPENDED);
            case REVOKED -> ended(RefusalReason.GRANT_REVOKED, facts);
            case EXPIRED -> ended(RefusalReason.GRANT_EXPIRED, facts);
            case SUPERSEDED -> new Refused(RefusalReason.NOT_APPROVED);
        };
    }

    /// The time to accept new terms ends by the clock, whether or not anybody has paused the grant yet.
    private static DownloadDecision active(Grant grant, Facts facts) {
        if (facts.termsOverdue()) {
            return new Refused(RefusalReason.TERMS_OUTDATED);
        }
        return grant.releases().covers(facts.releaseVersion())
                ? new Allowed(grant)
                : new Refused(RefusalReason.NOT_COVERED);
    }

    /// After an ended grant, a newer open request says more than the old end does.
    private static Refused ended(RefusalReason end, Facts facts) {
        RefusalReason ofRequest = RefusalReason.ofRequest(facts.requestStanding());
        return new Refused(ofRequest == RefusalReason.NOT_APPROVED || ofRequest == RefusalReason.REJECTED ? end : ofRequest);
    }
}
