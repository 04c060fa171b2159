package org.weightgate.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.grants.GrantExamples.END;
import static org.weightgate.grants.GrantExamples.START;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.downloads.DownloadDecision.Allowed;
import org.weightgate.downloads.DownloadDecision.Facts;
import org.weightgate.downloads.DownloadDecision.Refused;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantExamples;
import org.weightgate.grants.SuspendReason;

class DownloadDecisionTest {

    private static final Instant DURING = START.plusSeconds(3600);

    @Test
    void anActiveGrantOpensItsReleases() {
        Grant grant = GrantExamples.active();

        assertThat(decide("1.4.0", grant, DURING)).isEqualTo(new Allowed(grant));
        assertThat(decide("2.0.0", grant, DURING)).isEqualTo(new Refused(RefusalReason.NOT_COVERED));
    }

    @Test
    void theGrantEndsWithItsTime() {
        assertThat(decide("1.0.0", GrantExamples.active(), END)).isEqualTo(new Refused(RefusalReason.GRANT_EXPIRED));
        assertThat(decide("1.0.0", GrantExamples.active(), END.minusNanos(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void whatIsSuspendedOrRevokedOpensNothing() {
        assertThat(decide("1.0.0", GrantExamples.suspended(SuspendReason.OWNER), DURING))
                .isEqualTo(new Refused(RefusalReason.GRANT_SUSPENDED));
        assertThat(decide("1.0.0", GrantExamples.suspended(SuspendReason.TERMS), DURING))
                .isEqualTo(new Refused(RefusalReason.TERMS_OUTDATED));
        assertThat(decide("1.0.0", GrantExamples.revoked(), DURING)).isEqualTo(new Refused(RefusalReason.GRANT_REVOKED));
        assertThat(decide("1.0.0", GrantExamples.superseded(), DURING)).isEqualTo(new Refused(RefusalReason.NOT_APPROVED));
    }

    @ParameterizedTest
    @CsvSource({ ",NOT_APPROVED", "pending,PENDING", "changes-requested,CHANGES_REQUESTED", "rejected,REJECTED",
            "grant-revoked,NOT_APPROVED", "anything,NOT_APPROVED" })
    void withoutAGrantTheRequestSaysWhy(@Nullable String standing, RefusalReason reason) {
        var facts = new Facts(false, "1.0.0", null, Optional.ofNullable(standing), DURING, false, false);

        assertThat(DownloadDecision.decide(facts)).isEqualTo(new Refused(reason));
    }

    @Test
    void afterAnEndedGrantAnOpenRequestSaysMore() {
        var pending = new Facts(false, "1.0.0", GrantExamples.revoked(), Optional.of("pending"), DURING, false, false);
        var none = new Facts(false, "1.0.0", GrantExamples.revoked(), Optional.empty(), DURING, false, false);

        assertThat(DownloadDecision.decide(pending)).isEqualTo(new Refused(RefusalReason.PENDING));
        assertThat(DownloadDecision.decide(none)).isEqualTo(new Refused(RefusalReason.GRANT_REVOKED));
    }

    @Test
    void overdueTermsAndBansRefuseBeforeAnybodyWroteThemDown() {
        var terms = new Facts(false, "1.0.0", GrantExamples.active(), Optional.empty(), DURING, true, false);
        var banned = new Facts(false, "1.0.0", GrantExamples.active(), Optional.empty(), DURING, false, true);

        assertThat(DownloadDecision.decide(terms)).isEqualTo(new Refused(RefusalReason.TERMS_OUTDATED));
        assertThat(RefusalReason.TERMS_OUTDATED.pageFor("lab/m")).isEqualTo("/grants/terms/lab/m");
        assertThat(DownloadDecision.decide(banned)).isEqualTo(new Refused(RefusalReason.BANNED));
    }

    @Test
    void aWithdrawnReleaseIsGoneForEverybody() {
        var facts = new Facts(true, "1.0.0", GrantExamples.active(), Optional.empty(), DURING, false, false);

        assertThat(DownloadDecision.decide(facts)).isEqualTo(new Refused(RefusalReason.RELEASE_WITHDRAWN));
        assertThat(RefusalReason.RELEASE_WITHDRAWN.status()).isEqualTo(410);
    }

    private static DownloadDecision decide(String version, Grant grant, Instant now) {
        return DownloadDecision.decide(new Facts(false, version, grant, Optional.empty(), now, false, false));
    }
}
