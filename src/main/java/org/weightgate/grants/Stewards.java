package org.weightgate.grants;

import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.RealmRole;

/// Who may change the grants of a model: its owners and reviewers, and administrators. Asked anew each time.
@ApplicationScoped
class Stewards {

    private final ModelRoles roles;
    private final CurrentPerson person;

    Stewards(ModelRoles roles, CurrentPerson person) {
        this.roles = roles;
        this.person = person;
    }

    boolean includesCaller(UUID model) {
        return person.holds(RealmRole.ADMIN) || roles.reviews(model, person.require().id());
    }

    boolean ownsAsCaller(UUID model) {
        return person.holds(RealmRole.ADMIN) || roles.has(model, person.require().id(), ModelRole.OWNER);
    }

    Set<UUID> modelsOf(UUID person) {
        return Set.copyOf(roles.modelsReviewedBy(person));
    }
}
