package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.RealmRole;
import org.weightgate.people.StepUp;
import org.weightgate.web.ProblemException;

/// Makes and describes models. Whoever makes one owns it.
@ApplicationScoped
class PublishDesk {

    /// The model and whether it is new.
    record Described(Model model, boolean created) {
    }

    private final Models models;
    private final ModelRoles roles;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final CurrentPerson current;
    private final DatabaseClock clock;
    private final Events events;
    private final StepUp stepUp;

    PublishDesk(Models models, ModelRoles roles, TermsVersions terms, AccessPolicies policies, CurrentPerson current,
            DatabaseClock clock, Events events, StepUp stepUp) {
        this.models = models;
        this.roles = roles;
        this.terms = terms;
        this.policies = policies;
        this.current = current;
        this.clock = clock;
        this.events = events;
        this.stepUp = stepUp;
    }

    /// Makes the model, or brings its description up to date; terms and policy get a new version only when they differ, and of a
    /// known model only by an owner's word.
    @Transactional
    Described describe(ModelName name, ModelDescription description) {
        Person person = requirePublisher();
        if (name.isReserved()) {
            throw new ProblemException(409, "namespace-reserved",
                    "The namespace " + name.namespace() + " belongs to the portal itself. Choose another.");
        }
        models.holdName(name);
        Optional<Model> known = models.find(name.namespace(), name.name());
        if (known.isEmpty()) {
            name.problem().ifPresent(wrong -> {
                throw new ProblemException(400, "name-invalid", wrong + ".");
            });
        }
        known.ifPresent(model -> requireRole(model, ModelRole.OWNER, ModelRole.PUBLISHER));
        known.ifPresent(this::hold);
        Instant now = clock.now();
        ModelDescription.Whole whole = known.map(model -> description.over(model, terms.current(model)))
                .orElseGet(description::ofNew);
        Model model = known.orElseGet(() -> create(name, whole, person, now));
        model.describe(whole.summary(), whole.description());
        if (known.isEmpty()) {
            terms.adopt(model, whole.termsTitle(), whole.terms(), now);
            policies.adopt(model, description.policy(), now);
            return new Described(model, true);
        }
        change(model, whole, description.policy(), now);
        return new Described(model, false);
    }

    /// What decides who gets access, and under which terms, is the owners' to say.
    private void change(Model model, ModelDescription.Whole whole, @Nullable PolicyUpdate policy, Instant now) {
        boolean newTerms = !terms.current(model).says(whole.termsTitle(), whole.terms());
        boolean newRules = policies.differs(model, policy);
        if (!newTerms && !newRules) {
            return;
        }
        Person owner = requireRole(model, ModelRole.OWNER);
        stepUp.require(policies.current(model).stepUp());
        if (newTerms) {
            TermsVersion next = terms.adopt(model, whole.termsTitle(), whole.terms(), now);
            events.append(model.id(), "terms.published", owner.id(),
                    Map.of("version", next.version(), "sha256", next.sha256(), "mustAccept", false));
        }
        if (newRules) {
            events.append(model.id(), "policy.changed", owner.id(),
                    Map.of("version", policies.adopt(model, policy, now).version()));
        }
    }

    /// As it is now, until the transaction ends: what is left out would else be filled from before somebody's change.
    private void hold(Model model) {
        terms.lock(model);
        models.getEntityManager().refresh(model);
    }

    private Model create(ModelName name, ModelDescription.Whole whole, Person owner, Instant now) {
        var model = new Model(name, whole.summary(), whole.description(), now);
        models.persistAndFlush(model);
        roles.give(model.id(), owner.id(), ModelRole.OWNER);
        events.append(model.id(), "model.made", owner.id(), Map.of("name", name.toString()));
        return model;
    }

    /// The caller, if they may publish at all.
    Person requirePublisher() {
        Person person = current.require();
        if (!current.holds(RealmRole.PUBLISHER)) {
            throw new ProblemException(403, "not-a-publisher",
                    "Your account may not publish. Ask an administrator for the role publisher.");
        }
        return person;
    }

    /// The caller, if they hold one of these roles on the model.
    Person requireRole(Model model, ModelRole... oneOf) {
        Person person = current.require();
        UUID id = person.id();
        for (ModelRole role : oneOf) {
            if (current.holds(role.needs()) && roles.has(model.id(), id, role)) {
                return person;
            }
        }
        throw new ProblemException(403, "not-your-model",
                "You hold no role on " + model.fullName() + " that allows this. Ask its owner.");
    }
}
