package org.weightgate.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

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

    List<Model> inOrder(int limit) {
        return find("order by namespace, name").page(0, limit).list();
    }
}
