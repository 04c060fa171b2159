package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Conflicts;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RequestFacts;

/// Whether someone has a part in a request themselves, or said that they should not decide, and so does not look after it.
@ApplicationScoped
class Involved {

    private final RequestFacts facts;
    private final Conflicts conflicts;

    Involved(RequestFacts facts, Conflicts conflicts) {
        this.facts = facts;
        this.conflicts = conflicts;
    }

    boolean in(AccessRequest request, UUID person) {
        return part(request, person).isPresent() || conflicts.of(request.id()).contains(person);
    }

    /// Why someone may not even read what reviewers say about a request: it is about them.
    Optional<Refusal> part(AccessRequest request, UUID person) {
        if (request.personId().equals(person)) {
            return Optional.of(new Refusal.OwnRequest());
        }
        return facts.involves(request, person) ? Optional.of(new Refusal.Involved()) : Optional.empty();
    }
}
