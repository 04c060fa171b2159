package org.weightgate.catalogue;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.LeftBehind;
import org.weightgate.people.Person;
import org.weightgate.people.RealmRole;

/// A model without an owner is handed over before its last one leaves, or else shown to administrators, who appoint another.
@ApplicationScoped
class LastOwners implements LeftBehind, NeedsMe {

    private static final int MOST_SHOWN = 10;

    private final ModelRoles roles;
    private final Models models;

    LastOwners(ModelRoles roles, Models models) {
        this.roles = roles;
        this.models = models;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public List<Duty> by(Person person) {
        return roles.modelsWhere(person.id(), ModelRole.OWNER).stream().map(models::findById).filter(model -> {
            models.hold(model);
            return roles.peopleWith(model.id(), ModelRole.OWNER).equals(List.of(person.id()));
        }).map(model -> new Duty(model.fullName(), RolePages.path(model))).toList();
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        return person.holds(RealmRole.ADMIN) ? roles.modelsWithoutOwner(MOST_SHOWN).stream().map(models::findById)
                .map(model -> new Need("you", model.fullName() + " has no owner. Appoint one.", RolePages.path(model))).toList()
                : List.of();
    }
}
