package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Models;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Decision;
import org.weightgate.requests.Facts;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestRules;
import org.weightgate.requests.Seen;

/// What a decision would do if it were made now, by the very rules it would be made with. Nothing happens.
@ApplicationScoped
class Rehearsal {

    private final DeskReader reader;
    private final RequestFacts facts;
    private final People people;
    private final Models models;

    Rehearsal(DeskReader reader, RequestFacts facts, People people, Models models) {
        this.reader = reader;
        this.facts = facts;
        this.people = people;
        this.models = models;
    }

    @Transactional
    Outcome<List<RequestEvent>> of(Person reviewer, UUID id, Seen seen, Ruling ruling) {
        Optional<AccessRequest> request = reader.find(reviewer, id);
        if (request.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        Facts now = facts.of(people.findById(request.get().personId()), models.findById(request.get().modelId()), request)
                .reviewed(true);
        return switch (ruling.command(reviewer.id(), seen, now)) {
            case Outcome.Refused<RequestCommand>(var reason) -> new Outcome.Refused<>(reason);
            case Outcome.Done<RequestCommand>(var command) -> decided(request.get(), command, now);
        };
    }

    private static Outcome<List<RequestEvent>> decided(AccessRequest request, RequestCommand command, Facts now) {
        return switch (RequestRules.decide(request.position(), command, now)) {
            case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
            case Decision.Decided(var events) -> new Outcome.Done<>(events);
        };
    }
}
