package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The terms of every model, all versions.
@ApplicationScoped
public class TermsVersions implements PanacheRepositoryBase<TermsVersion, UUID> {

    private final Models models;

    TermsVersions(Models models) {
        this.models = models;
    }

    /// The terms that hold now; every model has some from its first day.
    public TermsVersion current(Model model) {
        return newest(model).orElseThrow(() -> ProblemException.notFound("This model has no terms yet."));
    }

    public Optional<TermsVersion> of(Model model, int version) {
        return find("model = ?1 and version = ?2", model.id(), version).firstResultOptional();
    }

    /// A new version, unless these are the terms that hold already.
    @Transactional(Transactional.TxType.MANDATORY)
    TermsVersion adopt(Model model, String title, String body, Instant now) {
        lock(model);
        Optional<TermsVersion> newest = newest(model);
        if (newest.isPresent() && newest.get().says(title, body)) {
            return newest.get();
        }
        return publish(model, title, body, null, now);
    }

    /// Until the transaction ends nobody else publishes terms of this model.
    @Transactional(Transactional.TxType.MANDATORY)
    public void lock(Model model) {
        models.hold(model);
    }

    /// A new version; holders of access have to accept it before `graceEnds`, when one is given.
    @Transactional(Transactional.TxType.MANDATORY)
    public TermsVersion publish(Model model, String title, String body, @Nullable Instant graceEnds, Instant now) {
        lock(model);
        var next = new TermsVersion(model.id(), newest(model).map(TermsVersion::version).orElse(0) + 1, title, body,
                graceEnds, now);
        persist(next);
        return next;
    }

    /// When these terms stop being enough for those who hold access: the end of the first grace period of a newer version.
    @Transactional
    public Optional<Instant> deadline(UUID accepted) {
        return getEntityManager().createQuery("""
                select min(t.graceEndsAt) from TermsVersion t, TermsVersion a
                where a.id = :accepted and t.model = a.model and t.mustAccept and t.version > a.version""", Instant.class)
                .setParameter("accepted", accepted).getResultStream().flatMap(Stream::ofNullable).findFirst();
    }

    public boolean isOverdue(UUID accepted, Instant now) {
        return deadline(accepted).filter(end -> !now.isBefore(end)).isPresent();
    }

    private Optional<TermsVersion> newest(Model model) {
        return find("model = ?1 order by version desc", model.id()).firstResultOptional();
    }
}
