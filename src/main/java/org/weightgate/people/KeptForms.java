package org.weightgate.people;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.MultivaluedMap;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Column;

import io.quarkus.scheduler.Scheduled;

/// Forms put aside while their person signs in afresh. Only that person gets one back, and only on the page it was typed on.
@ApplicationScoped
public class KeptForms {

    private static final int LONGEST = 512 * 1024;

    private final People people;
    private final Session database;
    private final FormJson forms;

    KeptForms(People people, Session database, FormJson forms) {
        this.people = people;
        this.database = database;
        this.forms = forms;
    }

    /// Where it was put, or nothing when it is too large.
    @Transactional
    Optional<UUID> keep(UUID person, String path, Map<String, List<String>> fields) {
        String text = forms.write(fields);
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        people.requireAccount(person);
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery(
                "insert into kept_form (id, person_id, path, fields) values (:id, :person, :path, cast(:fields as jsonb))")
                .setParameter("id", id).setParameter("person", person).setParameter("path", path)
                .setParameter("fields", text).executeUpdate();
        return Optional.of(id);
    }

    /// What this person had typed on this page; it stays for an hour, so that a reload loses nothing.
    @Transactional
    public Optional<MultivaluedMap<String, String>> of(Person person, String path, @Nullable UUID id) {
        return id == null ? Optional.empty()
                : Column.of(database, """
                        select cast(fields as text) from kept_form
                        where id = :id and person_id = :person and path = :path and kept_at > now() - interval '1 hour'""",
                        String.class)
                        .setParameter("id", id).setParameter("person", person.id()).setParameter("path", path)
                        .getResultStream().findFirst().map(forms::read);
    }

    @Scheduled(every = "${weightgate.step-up.forget-every:10m}", concurrentExecution = SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from kept_form where kept_at < now() - interval '1 hour'").executeUpdate();
    }
}
