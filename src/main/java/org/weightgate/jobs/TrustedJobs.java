package org.weightgate.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// What people said about jobs.
@ApplicationScoped
class TrustedJobs implements PanacheRepositoryBase<TrustedJob, UUID> {

    static final int MOST = 100;

    /// One line of a person's list.
    record Row(UUID id, String model, String issuer, String subject, Instant createdAt, @Nullable Instant lastUsedAt) {
    }

    List<TrustedJob> naming(JobIdentity job) {
        return find("issuer = ?1 and subject in ?2 order by id", job.issuer(), job.names()).page(0, MOST).list();
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

    boolean has(UUID person, UUID model, String issuer, String subject) {
        return count("person = ?1 and model = ?2 and issuer = ?3 and subject = ?4", person, model, issuer, subject) > 0;
    }

    /// Models this person may download at the moment, by name.
    List<String> modelsOf(UUID person) {
        return getEntityManager().createQuery("""
                select concat(m.namespace, '/', m.name) from Grant g join Model m on m.id = g.model
                where g.person = :person and g.state in (ACTIVE, SUSPENDED) order by 1""", String.class)
                .setParameter("person", person).setMaxResults(1000).getResultList();
    }
}
