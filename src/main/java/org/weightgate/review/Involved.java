package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Conflicts;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RequestFacts;

/// Whether someone has a part in a request themselves, or said that they should not decide, and so does not look after it.
@ApplicationScoped
class Involved {

    private final Session database;
    private final RequestFacts facts;
    private final Conflicts conflicts;

    Involved(Session database, RequestFacts facts, Conflicts conflicts) {
        this.database = database;
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

    /// All requests that someone has a part in, by the same rule: few, so that lists leave them out by their ids.
    List<UUID> parts(Person person) {
        return Column
                .of(database,
                        """
                                select request_id from queue_entry where person_id = :person
                                union select request_id from member where person_id = :person and state = 'JOINED'
                                union select f.request_id from referee f join access_request r on r.id = f.request_id
                                      left join referee_invitation i on i.request_id = r.id and i.revision = r.revision and i.state <> 'VOID'
                                      where lower(f.email) = lower(:email) and :verified and coalesce(i.person_id, cast(:person as uuid)) = :person
                                union select i.request_id from referee_invitation i join access_request r on r.id = i.request_id
                                      join referee f on f.request_id = r.id
                                      where i.person_id = :person and i.revision = r.revision and i.state <> 'VOID'""",
                        UUID.class)
                .setParameter("person", person.id()).setParameter("email", person.email())
                .setParameter("verified", person.emailVerified()).getResultList();
    }
}
