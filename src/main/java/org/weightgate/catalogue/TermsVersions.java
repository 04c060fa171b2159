package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The terms of every model, all versions.
@ApplicationScoped
public class TermsVersions implements PanacheRepositoryBase<TermsVersion, UUID> {

    TermsVersions() {
    }

    /// The terms that hold now; every model has some from its first day.
    public TermsVersion current(Model model) {
        return newest(model).orElseThrow(() -> ProblemException.notFound("This model has no terms yet."));
    }

    /// A new version, unless these are the terms that hold already.
    @Transactional(Transactional.TxType.MANDATORY)
    TermsVersion adopt(Model model, String title, String body, Instant now) {
        Optional<TermsVersion> newest = newest(model);
        if (newest.isPresent() && newest.get().says(title, body)) {
            return newest.get();
        }
        var next = new TermsVersion(model.id(), newest.map(TermsVersion::version).orElse(0) + 1, title, body, now);
        persist(next);
        return next;
    }

    private Optional<TermsVersion> newest(Model model) {
        return find("model = ?1 order by version desc", model.id()).firstResultOptional();
    }
}
