package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.DecisionRule;

/// What the world looked like when a command arrived, read once inside its transaction.
///
/// @param terms    the terms in force now
/// @param accepted the terms accepted with the current revision
/// @param company  members and referee
/// @param digest   a hash of everything a reviewer is shown
public record Facts(Instant now, Applicant applicant, Terms terms, @Nullable Terms accepted, Policy policy,
        Company company, Panel panel, String digest) {

    /// The person who asks.
    ///
    /// @param reapplyFrom the end of the waiting time after an earlier rejection, if there is one
    public record Applicant(boolean emailVerified, @Nullable Instant reapplyFrom, boolean banned) {
    }

    public record Policy(int version, int grantDays, int reapplyDays, int quorum, DecisionRule rule, Duration hold,
            boolean refereeRequired, Duration lapse, Duration notice) {
    }

    /// The people who decide.
    ///
    /// @param reviewer   whether the actor may review this model
    /// @param conflicted who said that they should not decide on this request
    /// @param ballots    the votes on the current revision
    public record Panel(boolean reviewer, Set<UUID> conflicted, List<Ballot> ballots) {

        public static final Panel NOBODY = new Panel(false, Set.of(), List.of());
    }

    public Facts reviewed(boolean byReviewer) {
        return with(new Panel(byReviewer, panel.conflicted(), panel.ballots()));
    }

    Facts with(Panel other) {
        return new Facts(now, applicant, terms, accepted, policy, company, other, digest);
    }

    /// When a decision made now takes effect.
    public Instant effective() {
        return now.plus(policy.hold());
    }

    /// Members and a referee who is known: they decide nothing here.
    public boolean involves(UUID person) {
        return company.includes(person);
    }

    /// What is not as it was when this digest was made, in words.
    public List<String> changedSince(String seen) {
        return FactsDigest.changed(seen, digest).stream().map(ShownFact::words).toList();
    }
}
