package org.weightgate.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.Events;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.RealmRole;
import org.weightgate.people.StepUp;
import org.weightgate.web.ProblemException;

/// Gives and takes roles on a model. Its owners may, and administrators.
@ApplicationScoped
class RoleDesk {

    private final Models models;
    private final ModelRoles roles;
    private final People people;
    private final PublishDesk desk;
    private final CurrentPerson current;
    private final Events events;
    private final AccessPolicies policies;
    private final StepUp stepUp;

    RoleDesk(Models models, ModelRoles roles, People people, PublishDesk desk, CurrentPerson current, Events events,
            AccessPolicies policies, StepUp stepUp) {
        this.models = models;
        this.roles = roles;
        this.people = people;
        this.desk = desk;
        this.current = current;
        this.events = events;
        this.policies = policies;
        this.stepUp = stepUp;
    }

    @Transactional
    List<RoleRow> list(String namespace, String name) {
        Model model = models.require(namespace, name);
        requireKeeper(model);
        return roles.of(model.id());
    }

    @Transactional
    void give(String namespace, String name, ModelRole role, String username) {
        Model model = models.require(namespace, name);
        Person keeper = requireKeeper(model);
        stepUp.require(policies.current(model).stepUp());
        Person holder = holder(username);
        people.requireAccount(holder.id());
        if (!holder.holds(role.needs())) {
            throw new ProblemException(409, "realm-role-missing", username + " does not hold the realm role "
                    + role.needs().realmName() + ", without which this role would not count. An administrator can give it.");
        }
        if (roles.give(model.id(), holder.id(), role)) {
            events.append(model.id(), "role.given", keeper.id(),
                    Map.of("person", holder.id().toString(), "role", role.name()));
        }
    }

    @Transactional
    void take(String namespace, String name, ModelRole role, String username) {
        Model model = models.require(namespace, name);
        // two owners who remove each other are one after the other: the second is none any more
        models.hold(model);
        Person keeper = requireKeeper(model);
        stepUp.require(policies.current(model).stepUp());
        Person holder = holder(username);
        if (role == ModelRole.OWNER && roles.peopleWith(model.id(), role).equals(List.of(holder.id()))) {
            throw new ProblemException(409, "last-owner",
                    "A model keeps at least one owner. Make someone else an owner first.");
        }
        if (!roles.take(model.id(), holder.id(), role)) {
            throw ProblemException.notFound(username + " does not hold this role.");
        }
        events.append(model.id(), "role.taken", keeper.id(), Map.of("person", holder.id().toString(), "role", role.name()));
    }

    static ModelRole role(String text) {
        try {
            return ModelRole.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new ProblemException(400, "role-unknown", "The roles on a model are owner, publisher, reviewer and auditor.");
        }
    }

    /// Whether the caller may change roles there.
    @Transactional
    boolean keeps(String namespace, String name) {
        return current.holds(RealmRole.ADMIN)
                || roles.has(models.require(namespace, name).id(), current.require().id(), ModelRole.OWNER);
    }

    private Person requireKeeper(Model model) {
        return current.holds(RealmRole.ADMIN) ? current.require() : desk.requireRole(model, ModelRole.OWNER);
    }

    private Person holder(String username) {
        return people.named(username).orElseThrow(() -> ProblemException.notFound(
                "Nobody called " + username + " has signed in yet. They must sign in once first."));
    }
}
