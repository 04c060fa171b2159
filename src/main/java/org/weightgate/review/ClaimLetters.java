package org.weightgate.review;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Models;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.web.PlainText;

/// Tells a reviewer that a request was given to them.
@ApplicationScoped
class ClaimLetters {

    private final Outbox outbox;
    private final Models models;

    ClaimLetters(Outbox outbox, Models models) {
        this.outbox = outbox;
        this.models = models;
    }

    void given(AccessRequest request, Person from, Person to, Instant now) {
        String model = models.findById(request.modelId()).fullName();
        outbox.enqueue(to.id(), to.id(), to.email(), "claim-given:" + request.id() + ":" + to.id() + ":" + now.toEpochMilli(),
                new Letter(request.reference(), "A request for " + model + " is yours to look at",
                        Letter.greeting(to.displayName()),
                        List.of(PlainText.oneLine(from.displayName()) + " gave you the request " + request.reference()
                                + " for " + model + ".", "If you cannot look at it, release it or hand it over."),
                        "Open the request", "/review/" + request.id()));
    }
}
