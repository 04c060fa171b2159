package org.weightgate.catalogue;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;

/// How access to a model is given: for how long, decided by how many, with which pauses and limits.
///
/// @param holdSeconds     how long a deciding vote can be taken back before it takes effect
/// @param slaHours        within how many working hours of ours a request should be decided
/// @param lapseDays       an idle draft or unanswered question lapses after so long
/// @param noticeDays      and so long after a delivered reminder at the earliest
/// @param termsGraceDays  how long a grant goes on under older terms
/// @param stepUp          whether deciding, revoking and changing roles need a fresh second factor
/// @param networksAlert   downloads of one grant from more networks than this in a day raise an alert; 0 never does
/// @param suspendOnAlert  whether such an alert also suspends the grant
public record PolicyRules(int grantDays, int ticketTtlSeconds, int holdSeconds, int quorum, int reapplyDays,
        DecisionRule decisionRule, int slaHours, int lapseDays, int noticeDays, int termsGraceDays,
        boolean refereeRequired, boolean stepUp, @Nullable Long quotaBytesPerDay, @Nullable Integer quotaTicketsPerDay,
        @Nullable Integer quotaConcurrent, @JsonIgnore int networksAlert, @JsonIgnore boolean suspendOnAlert) {

    /// A year's grant, URLs that live ten minutes, one vote that can be taken back for a minute, a month before the next try.
    static final PolicyRules DEFAULT = new PolicyRules(365, 600, 60, 1, 30, DecisionRule.VETO, 72, 90, 14, 14, false,
            false, null, null, null, 0, false);
}
