package org.weightgate.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.weightgate.requests.RequestEvent.Conclusion;

/// The votes that count on a revision, the latest last: one per person, nobody's who is involved, has a conflict or
/// no longer reviews the model, and no approval whose days are over.
public record Tally(List<Ballot> ballots) {

    public static Tally of(Facts facts) {
        return new Tally(facts.panel().ballots().stream().filter(ballot -> ballot.verdict() != Verdict.REQUEST_CHANGES)
                .filter(ballot -> !facts.involves(ballot.reviewer()))
                .filter(ballot -> !facts.panel().discounts(ballot.reviewer()))
                .filter(ballot -> ballot.until() == null || ballot.until().isAfter(facts.effective())).toList());
    }

    public int approvals() {
        return Math.toIntExact(count(Verdict.APPROVE));
    }

    public int rejections() {
        return Math.toIntExact(count(Verdict.REJECT));
    }

    boolean has(UUID reviewer, Verdict verdict) {
        return ballots.stream().anyMatch(ballot -> ballot.reviewer().equals(reviewer) && ballot.verdict() == verdict);
    }

    /// With this vote, which replaces an earlier one of the same person.
    Tally with(Ballot vote) {
        var all = new ArrayList<>(ballots);
        all.removeIf(ballot -> ballot.reviewer().equals(vote.reviewer()));
        all.add(vote);
        return new Tally(List.copyOf(all));
    }

    public Tally after(List<RequestEvent> events) {
        Tally tally = this;
        for (RequestEvent event : events) {
            if (event instanceof RequestEvent.Voted vote) {
                tally = tally.with(vote.ballot());
            } else if (event instanceof RequestEvent.DecisionTakenBack back) {
                tally = tally.without(back.reviewer());
            } else if (event instanceof RequestEvent.ConflictDeclared conflict) {
                tally = tally.without(conflict.reviewer());
            }
        }
        return tally;
    }

    private Tally without(UUID reviewer) {
        return new Tally(ballots.stream().filter(ballot -> !ballot.reviewer().equals(reviewer)).toList());
    }

    Optional<Conclusion> conclusion(int revision, Facts.Policy policy) {
        return switch (policy.rule()) {
            case VETO -> byVeto(revision, policy.quorum());
            case MAJORITY -> byMajority(revision, policy.quorum());
        };
    }

    private Optional<Conclusion> byVeto(int revision, int quorum) {
        if (count(Verdict.REJECT) > 0) {
            return rejection(revision);
        }
        return count(Verdict.APPROVE) >= quorum ? approval(revision) : Optional.empty();
    }

    private Optional<Conclusion> byMajority(int revision, int quorum) {
        long approvals = count(Verdict.APPROVE);
        long rejections = count(Verdict.REJECT);
        if (approvals + rejections < quorum || approvals == rejections) {
            return Optional.empty();
        }
        return approvals > rejections ? approval(revision) : rejection(revision);
    }

    /// Access lasts as long as all of them agree to.
    private Optional<Conclusion> approval(int revision) {
        Stream<Instant> untils = of(Verdict.APPROVE).map(Ballot::until).filter(Objects::nonNull).map(Objects::requireNonNull);
        return untils.min(Comparator.naturalOrder()).map(until -> new RequestEvent.Approved(revision, until));
    }

    /// The applicant reads the latest of the rejections.
    private Optional<Conclusion> rejection(int revision) {
        return of(Verdict.REJECT).map(Ballot::rejection).filter(Objects::nonNull).map(Objects::requireNonNull)
                .reduce((_, latest) -> latest).map(why -> new RequestEvent.Rejected(revision, why.reason(), why.text(),
                        why.reapplyFrom()));
    }

    private long count(Verdict verdict) {
        return of(verdict).count();
    }

    private Stream<Ballot> of(Verdict verdict) {
        return ballots.stream().filter(ballot -> ballot.verdict() == verdict);
    }
}
