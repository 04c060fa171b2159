package org.weightgate.review;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.events.Column;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// Which models a person may review, read anew each time.
@ApplicationScoped
class Jurisdiction {

    private final ModelRoles roles;
    private final Session database;

    Jurisdiction(ModelRoles roles, Session database) {
        this.roles = roles;
        this.database = database;
    }

    boolean covers(Person person, UUID model) {
        return roles.reviews(model, person.id());
    }

    /// Whether this person says who looks at what.
    boolean leads(Person person, UUID model) {
        return roles.has(model, person.id(), ModelRole.OWNER);
    }

    List<UUID> of(Person person) {
        return roles.modelsReviewedBy(person.id());
    }

    /// The same with name and the time in which a request should be answered, by name.
    List<QueueFilter.Reviewed> reviewed(Person person) {
        return database.createNativeQuery("""
                select m.id, m.namespace || '/' || m.name as name, p.sla_hours
                from model m cross join lateral (select sla_hours from access_policy where model_id = m.id
                                                 order by version desc limit 1) p
                where m.id = any(cast(:models as uuid[])) order by name""", Tuple.class)
                .setParameter("models", of(person).stream().map(UUID::toString).toArray(String[]::new)).getResultStream()
                .map(row -> new QueueFilter.Reviewed(row.get("id", UUID.class), row.get("name", String.class),
                        Duration.ofHours(row.get("sla_hours", Integer.class))))
                .toList();
    }

    /// The time in which a request for this model should be answered.
    Duration answerWithin(UUID model) {
        return Duration.ofHours(Column.of(database,
                "select sla_hours from access_policy where model_id = :model order by version desc limit 1", Integer.class)
                .setParameter("model", model).getSingleResult());
    }

    /// Everyone who may review a model.
    List<Colleague> colleagues(UUID model) {
        String[] ids = roles.reviewersOf(model).stream().map(UUID::toString).toArray(String[]::new);
        return database.createNativeQuery("""
                select p.id, p.display_name, p.username, a.person_id is not null as away
                from person p left join reviewer_away a on a.person_id = p.id
                where p.id = any(cast(:ids as uuid[])) order by p.display_name, p.id""", Tuple.class)
                .setParameter("ids", ids).getResultStream()
                .map(row -> new Colleague(row.get("id", UUID.class), PlainText.oneLine(row.get("display_name", String.class)),
                        row.get("username", String.class), row.get("away", Boolean.class)))
                .toList();
    }
}
