package org.weightgate.jobs;

import java.util.List;
import java.util.UUID;

/// In whose name may this job download, and what?
sealed interface JobDecision {

    record Accepted(UUID person, List<Candidate> by) implements JobDecision {
    }

    /// More than one person has. None of them is taken: whoever else says something about a job must not get it into their hands.
    record Several() implements JobDecision {
    }

    /// Nobody has let this job in to what it asks for.
    record Unknown() implements JobDecision {
    }

    /// Somebody has, and may not download now either.
    record WithoutAccess(String model) implements JobDecision {
    }

    /// What somebody said about this job and what it asks for; `open` when their access to the model is good now.
    record Candidate(UUID id, UUID person, String model, boolean open) {
    }

    static JobDecision decide(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return new Unknown();
        }
        List<Candidate> open = candidates.stream().filter(Candidate::open).toList();
        if (open.isEmpty()) {
            return new WithoutAccess(candidates.getFirst().model());
        }
        UUID first = open.getFirst().person();
        return open.stream().allMatch(one -> one.person().equals(first)) ? new Accepted(first, open) : new Several();
    }
}
