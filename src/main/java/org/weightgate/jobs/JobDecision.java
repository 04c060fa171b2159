package org.weightgate.jobs;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// In whose name may this job download, and what?
sealed interface JobDecision {

    record Accepted(UUID person, List<Candidate> by) implements JobDecision {
    }

    /// Nobody has let this job in to what it asks for.
    record Unknown() implements JobDecision {
    }

    /// Somebody has, and may not download now either.
    record WithoutAccess(String model) implements JobDecision {
    }

    /// What somebody said about this job; `open` when their access to the model is good now, `exact` when they named this one job.
    record Candidate(UUID id, UUID person, String username, String model, boolean exact, boolean open, Instant since) {
    }

    /// `resource` is a model, or the user name of somebody whose models the job wants. Who named the job itself comes before
    /// who named a group, then who did so first.
    static JobDecision decide(String resource, List<Candidate> candidates) {
        List<Candidate> asked = candidates.stream()
                .filter(one -> one.model().equals(resource) || one.username().equals(resource))
                .sorted(Comparator.comparing(Candidate::exact).reversed().thenComparing(Candidate::since)
                        .thenComparing(Candidate::id))
                .toList();
        if (asked.isEmpty()) {
            return new Unknown();
        }
        return asked.stream().filter(Candidate::open).findFirst()
                .<JobDecision> map(first -> new Accepted(first.person(), asked.stream()
                        .filter(one -> one.open() && one.person().equals(first.person())).toList()))
                .orElseGet(() -> new WithoutAccess(asked.getFirst().model()));
    }
}
