package org.weightgate.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelName;
import org.weightgate.events.Column;
import org.weightgate.people.Person;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// What people said about jobs.
@ApplicationScoped
class TrustedJobs implements PanacheRepositoryBase<TrustedJob, UUID> {

    static final int MOST = 100;

    /// What a person said about a job, with the grant it rests on if that is good now.
    record Word(UUID id, Person person, Model model, @Nullable UUID grant) {
    }

    /// One line of a person's list.
    record Row(UUID id, String model, String issuer, String subject, Instant createdAt, @Nullable Instant lastUsedAt) {
    }

    /// What people said about this job and `resource`, a model or somebody's user name; first what rests on a grant that is good
    /// now. One person's words never fill the answer, so who is alone in it is alone.
    List<Word> naming(JobIdentity job, String resource, Instant now) {
        Optional<ModelName> model = ModelName.parse(resource);
        return getEntityManager().createQuery("""
                select j.id, p, m, g.id from TrustedJob j join Person p on p.id = j.person join Model m on m.id = j.model
                    left join Grant g on g.person = j.person and g.model = j.model and g.state = ACTIVE and g.endsAt > :now
                where j.issuer = :issuer and j.subject in :names
                    and (m.namespace = :namespace and m.name = :name or p.username = :resource)
                order by case when g.id is null then 1 else 0 end, j.id""", Word.class)
                .setParameter("now", now).setParameter("issuer", job.issuer()).setParameter("names", job.names())
                .setParameter("namespace", model.map(ModelName::namespace).orElse(""))
                .setParameter("name", model.map(ModelName::name).orElse("")).setParameter("resource", resource)
                .setMaxResults(2 * MOST).getResultList();
    }

    /// These words, kept from being taken back until the transaction ends.
    List<TrustedJob> heldFast(List<UUID> ids) {
        return find("id in ?1 order by id", ids).withLock(LockModeType.PESSIMISTIC_WRITE).list();
    }

    List<Row> of(UUID person) {
        return getEntityManager().createQuery("""
                select j.id, concat(m.namespace, '/', m.name), j.issuer, j.subject, j.createdAt, j.lastUsedAt
                from TrustedJob j join Model m on m.id = j.model where j.person = :person order by j.id desc""", Row.class)
                .setParameter("person", person).setMaxResults(MOST).getResultList();
    }

    Optional<TrustedJob> of(UUID person, UUID id) {
        return find("id = ?1 and person = ?2", id, person).firstResultOptional();
    }

    /// Until the transaction ends nobody else lets a job in in this person's name.
    void lock(UUID person) {
        Column.of(getEntityManager().unwrap(Session.class), "select id from person where id = :id for no key update",
                UUID.class)
                .setParameter("id", person).getSingleResult();
    }

    /// Its id, or nothing when it was said already; of two at once the second waits and then finds it said.
    Optional<UUID> add(UUID person, UUID model, String issuer, String subject, Instant now) {
        return Column.of(getEntityManager().unwrap(Session.class), """
                insert into trusted_job (id, person_id, model_id, issuer, subject, created_at)
                values (uuidv7(), :person, :model, :issuer, :subject, :now)
                on conflict (person_id, model_id, issuer, subject) do nothing returning id""", UUID.class)
                .setParameter("person", person).setParameter("model", model).setParameter("issuer", issuer)
                .setParameter("subject", subject).setParameter("now", now).getResultStream().findFirst();
    }

    /// Models this person may download at the moment, by name.
    List<String> modelsOf(UUID person) {
        return getEntityManager().createQuery("""
                select concat(m.namespace, '/', m.name) from Grant g join Model m on m.id = g.model
                where g.person = :person and g.state in (ACTIVE, SUSPENDED) order by 1""", String.class)
                .setParameter("person", person).setMaxResults(1000).getResultList();
    }
}
