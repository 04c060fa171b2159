package org.weightgate.requests;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.events.Column;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// Tells the other side of a thread that something was written. The applicant never learns which reviewer it was.
@ApplicationScoped
class MessageLetters {

    /// A new question of an applicant reaches at most so many reviewers.
    private static final int MOST_REVIEWERS = 20;

    private final Session database;
    private final Outbox outbox;
    private final People people;
    private final ModelRoles roles;

    MessageLetters(Session database, Outbox outbox, People people, ModelRoles roles) {
        this.database = database;
        this.outbox = outbox;
        this.people = people;
        this.roles = roles;
    }

    void toApplicant(AccessRequest request, Model model, UUID message, String body) {
        Person applicant = people.findById(request.personId());
        outbox.enqueue(request.id(), applicant.id(), applicant.email(), "message:" + message,
                new Letter(request.reference(), "A reviewer wrote to you about your request for " + model.fullName(),
                        greeting(applicant), List.of("A reviewer of " + model.fullName() + " wrote:", body,
                                "Please answer on the request's page, not by mail."),
                        "Read and answer", "/requests/" + request.id() + "#thread"));
    }

    /// Those who already have a part in the conversation; when nobody has, everyone who reviews the model.
    void toReviewers(AccessRequest request, Model model, UUID message, String body, UUID author) {
        Set<UUID> reviewers = Set.copyOf(roles.peopleWith(model.id(), ModelRole.REVIEWER));
        List<UUID> involved = involved(request.id()).stream().filter(reviewers::contains).toList();
        List<UUID> readers = involved.isEmpty() ? reviewers.stream().sorted().limit(MOST_REVIEWERS).toList() : involved;
        people.list("id in ?1", readers.stream().filter(reader -> !reader.equals(author)).collect(Collectors.toSet()))
                .forEach(reviewer -> outbox.enqueue(request.id(), reviewer.id(), reviewer.email(),
                        "message:" + message + ":" + reviewer.id(),
                        new Letter(request.reference(), "The applicant wrote about " + request.reference(),
                                greeting(reviewer),
                                List.of("The applicant of a request for " + model.fullName() + " wrote:", body),
                                "Open the request", "/review/" + request.id() + "#thread")));
    }

    private List<UUID> involved(UUID request) {
        return Column.of(database,
                "select distinct author_id from message where request_id = :request and not from_applicant", UUID.class)
                .setParameter("request", request).getResultList();
    }

    private static String greeting(Person person) {
        return "Hello " + PlainText.oneLine(person.displayName()) + ",";
    }
}
