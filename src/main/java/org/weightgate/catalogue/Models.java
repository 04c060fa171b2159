package org.weightgate.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.Column;
import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// All models, by name.
@ApplicationScoped
public class Models implements PanacheRepositoryBase<Model, UUID> {

    Models() {
    }

    public Optional<Model> find(String namespace, String name) {
        return find("namespace = ?1 and name = ?2", namespace, name).firstResultOptional();
    }

    /// The model, or 404.
    public Model require(String namespace, String name) {
        return find(namespace, name).orElseThrow(
                () -> ProblemException.notFound("There is no model of this name."));
    }

    /// Until the transaction ends nobody else changes what belongs to this model.
    @Transactional(Transactional.TxType.MANDATORY)
    public void hold(Model model) {
        Column.of(getSession(), "select id from model where id = :id for no key update", UUID.class)
                .setParameter("id", model.id()).getSingleResult();
    }

    /// Until the transaction ends nobody else makes a model of this name.
    @Transactional(Transactional.TxType.MANDATORY)
    void holdName(ModelName name) {
        getSession().createNativeQuery("select cast(pg_advisory_xact_lock(hashtextextended(:name, 0)) as text)", String.class)
                .setParameter("name", "model " + name).getSingleResult();
    }

    /// Models in the order of their names, after the one named; `search` is part of the name, `namespace` all of it.
    public List<Model> page(String search, String namespace, Optional<ModelName> after, int most) {
        return find("""
                concat(namespace, '/', name) like ?1 escape '!' and (?2 = '' or namespace = ?2)
                and (namespace > ?3 or (namespace = ?3 and name > ?4)) order by namespace, name""",
                "%" + search.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%", namespace,
                after.map(ModelName::namespace).orElse(""), after.map(ModelName::name).orElse("")).page(0, most).list();
    }

    /// A model with the terms and the policy that hold now, in one query; every model has some from its first day.
    public Rules rules(UUID id) {
        return getSession().createSelectionQuery("""
                select m, t.id, t.version, t.sha256, t.title, p
                from Model m join TermsVersion t on t.model = m.id join AccessPolicy p on p.model = m.id
                where m.id = :id and t.version = (select max(version) from TermsVersion where model = :id)
                    and p.version = (select max(version) from AccessPolicy where model = :id)""", Rules.class)
                .setParameter("id", id).uniqueResultOptional()
                .orElseThrow(() -> ProblemException.notFound("This model has no terms or no access policy yet."));
    }

    List<Model> inOrder(int limit) {
        return find("order by namespace, name").page(0, limit).list();
    }
}
