package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Models;
import org.weightgate.people.People;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Facts;
import org.weightgate.requests.RequestFacts;

/// Whether someone has a part in a request themselves, or said that they should not decide, and so does not look after it.
@ApplicationScoped
class Involved {

    private final RequestFacts facts;
    private final People people;
    private final Models models;

    Involved(RequestFacts facts, People people, Models models) {
        this.facts = facts;
        this.people = people;
        this.models = models;
    }

    boolean in(AccessRequest request, UUID person) {
        if (request.personId().equals(person)) {
            return true;
        }
        Facts now = facts.of(people.findById(request.personId()), models.findById(request.modelId()), Optional.of(request));
        return now.involves(person) || now.panel().conflicted().contains(person);
    }
}
