package org.weightgate.catalogue;

import java.util.Objects;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.jspecify.annotations.Nullable;

/// What a publisher wants changed in a policy; what is left out stays as it is. A quota of 0 means no limit.
record PolicyUpdate(@Nullable @Min(1) @Max(3650) Integer grantDays, @Nullable @Min(30) @Max(900) Integer ticketTtlSeconds,
        @Nullable @Min(0) @Max(3600) Integer holdSeconds, @Nullable @Min(1) @Max(5) Integer quorum,
        @Nullable @Min(0) @Max(3650) Integer reapplyDays, @Nullable DecisionRule decisionRule,
        @Nullable @Min(1) @Max(8760) Integer slaHours, @Nullable @Min(1) @Max(3650) Integer lapseDays,
        @Nullable @Min(1) @Max(365) Integer noticeDays, @Nullable @Min(0) @Max(365) Integer termsGraceDays,
        @Nullable Boolean refereeRequired, @Nullable Boolean stepUp, @Nullable @Min(0) Long quotaBytesPerDay,
        @Nullable @Min(0) Integer quotaTicketsPerDay, @Nullable @Min(0) Integer quotaConcurrent,
        @Nullable @Min(0) @Max(1000) Integer networksAlert, @Nullable Boolean suspendOnAlert) {

    PolicyRules over(PolicyRules now) {
        return new PolicyRules(or(grantDays, now.grantDays()), or(ticketTtlSeconds, now.ticketTtlSeconds()),
                or(holdSeconds, now.holdSeconds()), or(quorum, now.quorum()), or(reapplyDays, now.reapplyDays()),
                or(decisionRule, now.decisionRule()), or(slaHours, now.slaHours()), or(lapseDays, now.lapseDays()),
                or(noticeDays, now.noticeDays()), or(termsGraceDays, now.termsGraceDays()),
                or(refereeRequired, now.refereeRequired()), or(stepUp, now.stepUp()),
                limit(quotaBytesPerDay, now.quotaBytesPerDay()), limit(quotaTicketsPerDay, now.quotaTicketsPerDay()),
                limit(quotaConcurrent, now.quotaConcurrent()), or(networksAlert, now.networksAlert()),
                or(suspendOnAlert, now.suspendOnAlert()));
    }

    private static <T> T or(@Nullable T wanted, T now) {
        return Objects.requireNonNullElse(wanted, now);
    }

    private static <N extends Number> @Nullable N limit(@Nullable N wanted, @Nullable N now) {
        if (wanted == null) {
            return now;
        }
        return wanted.longValue() == 0 ? null : wanted;
    }
}
