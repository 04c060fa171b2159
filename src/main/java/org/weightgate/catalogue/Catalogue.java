package org.weightgate.catalogue;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// Reads what the public pages and the public API show.
@ApplicationScoped
class Catalogue {

    private static final int MOST = 500;

    private final Session database;
    private final Models models;
    private final Releases releases;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final ReleaseChecks checks;

    Catalogue(Session database, Models models, Releases releases, TermsVersions terms, AccessPolicies policies,
            ReleaseChecks checks) {
        this.database = database;
        this.models = models;
        this.releases = releases;
        this.terms = terms;
        this.policies = policies;
        this.checks = checks;
    }

    @Transactional
    List<ModelCard> cards() {
        return database.createNativeQuery("""
                select m.namespace, m.name, m.summary, t.title as terms, r.version, r.published_at,
                       (select cast(sum(f.size) as bigint) from weight_file f where f.release_id = r.id) as total
                from model m
                join lateral (select title from terms_version where model_id = m.id order by version desc limit 1) t on true
                left join lateral (select id, version, published_at from release
                    where model_id = m.id and state = 'PUBLISHED' order by published_at desc, id desc limit 1) r on true
                order by m.namespace, m.name limit :most""", Tuple.class)
                .setParameter("most", MOST).getResultList().stream().map(Catalogue::card).toList();
    }

    @Transactional
    ModelView model(String namespace, String name) {
        Model model = models.require(namespace, name);
        List<ReleaseFacts> history = releases.history(model).stream()
                .map(release -> ReleaseFacts.of(release, checks.findByIdOptional(release.id()))).toList();
        ReleaseFacts latest = history.stream().filter(release -> release.state() == ReleaseState.PUBLISHED).findFirst()
                .orElse(null);
        return new ModelView(model.namespace(), model.name(), model.summary(), model.description(),
                ModelView.TermsView.of(terms.current(model)), policies.current(model).rules(), latest, history);
    }

    @Transactional
    byte[] manifest(String namespace, String name, String version) {
        return releases.requireOpen(models.require(namespace, name), version).manifest();
    }

    @Transactional
    byte[] signature(String namespace, String name, String version) {
        return releases.requireOpen(models.require(namespace, name), version).signature();
    }

    private static ModelCard card(Tuple row) {
        return new ModelCard(row.get("namespace", String.class), row.get("name", String.class),
                row.get("summary", String.class), row.get("terms", String.class), row.get("version", String.class),
                row.get("total", Long.class), row.get("published_at", Instant.class));
    }
}
