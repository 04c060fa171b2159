package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The access rules of every model, all versions.
@ApplicationScoped
public class AccessPolicies implements PanacheRepositoryBase<AccessPolicy, UUID> {

    AccessPolicies() {
    }

    /// The rules that hold now; every model has some from its first day.
    public AccessPolicy current(Model model) {
        return newest(model).orElseThrow(() -> ProblemException.notFound("This model has no access policy yet."));
    }

    /// A new version, unless these rules hold already. What the update leaves out stays; a new model begins with the defaults.
    @Transactional(Transactional.TxType.MANDATORY)
    AccessPolicy adopt(Model model, @Nullable PolicyUpdate update, Instant now) {
        Optional<AccessPolicy> newest = newest(model);
        PolicyRules rules = rules(newest, update);
        if (newest.isPresent() && newest.get().rules().equals(rules)) {
            return newest.get();
        }
        var next = new AccessPolicy(model.id(), newest.map(AccessPolicy::version).orElse(0) + 1, rules, now);
        persist(next);
        return next;
    }

    /// Whether with this update other rules would hold than now.
    boolean differs(Model model, @Nullable PolicyUpdate update) {
        AccessPolicy now = current(model);
        return !rules(Optional.of(now), update).equals(now.rules());
    }

    private static PolicyRules rules(Optional<AccessPolicy> newest, @Nullable PolicyUpdate update) {
        PolicyRules known = newest.map(AccessPolicy::rules).orElse(PolicyRules.DEFAULT);
        return update == null ? known : update.over(known);
    }

    private Optional<AccessPolicy> newest(Model model) {
        return find("model = ?1 order by version desc", model.id()).firstResultOptional();
    }
}
