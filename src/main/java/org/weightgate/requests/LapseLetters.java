package org.weightgate.requests;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// What the owner of an idle request is written.
@ApplicationScoped
class LapseLetters {

    private final Outbox outbox;

    LapseLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    /// `key` names the silence that is reminded of: one letter for each.
    void reminder(AccessRequest request, String key, Person person, Model model, Instant closes) {
        boolean asked = request.state() == RequestState.CHANGES_REQUESTED;
        send(request, key, person, "Your request for " + model.fullName() + " is waiting for you",
                List.of(asked
                        ? "A reviewer asked you something about your request for access to " + model.fullName()
                                + ", and there is no answer yet."
                        : "You began a request for access to " + model.fullName() + " and have not sent it yet.",
                        "If nothing happens until " + Instants.day(closes)
                                + ", it is closed. Everything you wrote stays readable, and you can begin a new one from it."),
                asked ? "Answer the reviewer" : "Continue your draft");
    }

    void lapsed(AccessRequest request, Person person, Model model) {
        send(request, "request-lapsed:" + request.id(), person, "Your request for " + model.fullName() + " was closed",
                List.of("Your request for access to " + model.fullName()
                        + " was closed, because it was open for a long time without a word from you.",
                        "What you wrote stays readable, and you can begin a new request from it at any time."),
                "See your request");
    }

    private void send(AccessRequest request, String key, Person person, String subject, List<String> paragraphs,
            String action) {
        outbox.enqueue(request.id(), person.id(), person.email(), key, new Letter(request.reference(), subject,
                Letter.greeting(person.displayName()), paragraphs, action, "/requests/" + request.id()));
    }
}
