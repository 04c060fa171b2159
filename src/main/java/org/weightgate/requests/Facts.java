package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.people.BanKind;

/// What the world looked like when a command arrived, read once inside its transaction.
///
/// @param terms    the terms in force now
/// @param accepted the terms accepted with the current revision
/// @param company  members and referee
/// @param digest   a hash of everything a reviewer is shown
/// @param words    the same, to be read
public record Facts(Instant now, Applicant applicant, Terms terms, @Nullable Terms accepted, Policy policy,
        Company company, Panel panel, String digest, Map<ShownFact, String> words) {

    /// For those who only decide and show nothing.
    Facts(Instant now, Applicant applicant, Terms terms, @Nullable Terms accepted, Policy policy, Company company,
            Panel panel, String digest) {
        this(now, applicant, terms, accepted, policy, company, panel, digest, Map.of());
    }

    /// The person who asks.
    ///
    /// @param reapplyFrom for whoever begins a request, or sends it first: the end of the waiting time after a rejection, if there
    ///                    is one
    /// @param ban         what the ban that meets them names, if one does
    /// @param renews      for whoever begins a request: whether they have access that can be renewed
    public record Applicant(boolean emailVerified, @Nullable Instant reapplyFrom, @Nullable BanKind ban, boolean renews) {

        Applicant(boolean emailVerified, @Nullable Instant reapplyFrom, @Nullable BanKind ban) {
            this(emailVerified, reapplyFrom, ban, false);
        }

        public boolean banned() {
            return ban != null;
        }
    }

    public record Policy(int version, int grantDays, int reapplyDays, int quorum, DecisionRule rule, Duration hold,
            boolean refereeRequired, Duration lapse, Duration notice) {

        /// What of it a decision rests on, to be read.
        String words() {
            return "version " + version + ": access for up to " + grantDays + " days; "
                    + (rule == DecisionRule.MAJORITY ? "the majority of " + quorum + " votes"
                            : quorum + " to approve, one to reject")
                    + (refereeRequired ? "; a referee is asked for" : "") + "; held for " + hold.toSeconds() + " s";
        }
    }

    /// The people who decide.
    ///
    /// @param reviewer   whether the actor may review this model
    /// @param conflicted who said that they should not decide on this request
    /// @param departed   who voted and may no longer review this model
    /// @param ballots    the votes on the current revision
    public record Panel(boolean reviewer, Set<UUID> conflicted, Set<UUID> departed, List<Ballot> ballots) {

        public static final Panel NOBODY = new Panel(false, Set.of(), Set.of(), List.of());

        /// Those whose vote does not count, although they have no part in the request.
        boolean discounts(UUID voter) {
            return conflicted.contains(voter) || departed.contains(voter);
        }
    }

    public Facts reviewed(boolean byReviewer) {
        return with(new Panel(byReviewer, panel.conflicted(), panel.departed(), panel.ballots()));
    }

    Facts with(Panel other) {
        return new Facts(now, applicant, terms, accepted, policy, company, other, digest, words);
    }

    /// When a decision made now takes effect.
    public Instant effective() {
        return now.plus(policy.hold());
    }

    /// Members and a referee who is known: they decide nothing here.
    public boolean involves(UUID person) {
        return company.includes(person);
    }

    /// What is not as it was when this digest was made, beside what was shown then, where that was kept.
    public List<FactChange> changedSince(String seen, Map<ShownFact, String> shown) {
        return FactsDigest.changed(seen, digest).stream()
                .map(fact -> new FactChange(fact, shown.getOrDefault(fact, ""), words.getOrDefault(fact, ""))).toList();
    }
}
