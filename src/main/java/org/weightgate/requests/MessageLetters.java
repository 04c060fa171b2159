package org.weightgate.requests;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

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
    private final Companions companions;

    MessageLetters(Session database, Outbox outbox, People people, ModelRoles roles, Companions companions) {
        this.database = database;
        this.outbox = outbox;
        this.people = people;
        this.roles = roles;
        this.companions = companions;
    }

    void toApplicant(AccessRequest request, Model model, UUID message, String body) {
        Person applicant = people.findById(request.personId());
        outbox.enqueue(request.id(), applicant.id(), applicant.email(), "message:" + message,
                new Letter(request.reference(), "A reviewer wrote to you about your request for " + model.fullName(),
                        greeting(applicant), List.of("A reviewer of " + model.fullName() + " wrote:", body,
                                "Please answer on the request's page, not by mail."),
                        "Read and answer", "/requests/" + request.id() + "#thread"));
    }

    /// Those who already wrote in the conversation; when nobody did, those who review the model, and without any its owners.
    /// Whoever has a part in the request is none of them.
    void toReviewers(AccessRequest request, Model model, UUID message, String body) {
        Set<UUID> beside = companions.people(request);
        List<UUID> reviewers = others(request, beside, roles.peopleWith(model.id(), ModelRole.REVIEWER));
        List<UUID> owners = others(request, beside, roles.peopleWith(model.id(), ModelRole.OWNER));
        List<UUID> writers = writers(request.id()).stream()
                .filter(writer -> reviewers.contains(writer) || owners.contains(writer)).toList();
        List<UUID> readers = Stream.of(writers, reviewers, owners).filter(some -> !some.isEmpty()).findFirst()
                .orElseGet(List::of).stream().sorted().limit(MOST_REVIEWERS).toList();
        people.list("id in ?1", readers)
                .forEach(reviewer -> outbox.enqueue(request.id(), reviewer.id(), reviewer.email(),
                        "message:" + message + ":" + reviewer.id(),
                        new Letter(request.reference(), "The applicant wrote about " + request.reference(),
                                greeting(reviewer),
                                List.of("The applicant of a request for " + model.fullName() + " wrote:", body),
                                "Open the request", "/review/" + request.id() + "#thread")));
    }

    private static List<UUID> others(AccessRequest request, Set<UUID> beside, List<UUID> people) {
        return people.stream().filter(person -> !person.equals(request.personId()) && !beside.contains(person)).toList();
    }

    private List<UUID> writers(UUID request) {
        return Column.of(database,
                "select distinct author_id from message where request_id = :request and not from_applicant", UUID.class)
                .setParameter("request", request).getResultList();
    }

    private static String greeting(Person person) {
        return "Hello " + PlainText.oneLine(person.displayName()) + ",";
    }
}
