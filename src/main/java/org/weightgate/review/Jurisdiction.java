package org.weightgate.review;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.people.Person;

/// Which models a person may review, read anew each time.
@ApplicationScoped
class Jurisdiction {

    private final ModelRoles roles;

    Jurisdiction(ModelRoles roles) {
        this.roles = roles;
    }

    boolean covers(Person person, UUID model) {
        return roles.has(model, person.id(), ModelRole.REVIEWER) || roles.has(model, person.id(), ModelRole.OWNER);
    }

    List<UUID> of(Person person) {
        return Stream.of(ModelRole.REVIEWER, ModelRole.OWNER)
                .flatMap(role -> roles.modelsWhere(person.id(), role).stream()).distinct().toList();
    }
}
