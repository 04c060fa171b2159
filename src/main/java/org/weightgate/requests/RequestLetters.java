package org.weightgate.requests;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;

/// What an applicant is written about their own doing.
@ApplicationScoped
class RequestLetters {

    private final Outbox outbox;

    RequestLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    void received(AccessRequest request, int revision, Person person, Model model) {
        send(request, "request-submitted:" + request.id() + ":" + revision, person,
                "We have your request for " + model.fullName(),
                List.of("Your request for access to " + model.fullName() + " has arrived. Its number is "
                        + request.reference() + ".",
                        "A reviewer reads it next. You will get a mail as soon as there is a decision or a question; you need to do nothing until then."));
    }

    void withdrawn(AccessRequest request, Person person, Model model) {
        if (request.revision() == 0) {
            return;
        }
        send(request, "request-withdrawn:" + request.id(), person,
                "You withdrew your request for " + model.fullName(),
                List.of("Your request " + request.reference() + " for access to " + model.fullName()
                        + " is closed, as you asked. Nobody will review it.", "You can apply again at any time."));
    }

    /// Each is told of an event, which is written next.
    private void send(AccessRequest request, String dedupeKey, Person person, String subject, List<String> paragraphs) {
        outbox.enqueueWithEvent(request.id(), person.id(), person.email(), dedupeKey, new Letter(request.reference(), subject,
                Letter.greeting(person.displayName()), paragraphs, "See your request",
                "/requests/" + request.id()));
    }
}
