package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// All grants, by what the other rooms ask of them.
@ApplicationScoped
public class Grants implements PanacheRepositoryBase<Grant, UUID> {

    /// The grant that counts for a person on a model now: the live one, else the one that ended last.
    public Optional<Grant> current(UUID person, UUID model) {
        return find("""
                from Grant where person = ?1 and model = ?2 and state <> SUPERSEDED
                order by case when state in (ACTIVE, SUSPENDED) then 0 else 1 end, stateSince desc""", person, model)
                .firstResultOptional();
    }

    /// The same, read under a share lock: nobody suspends or revokes it before the caller's transaction is over.
    public Optional<Grant> currentHeldFast(UUID person, UUID model) {
        return find("""
                from Grant where person = ?1 and model = ?2 and state <> SUPERSEDED
                order by case when state in (ACTIVE, SUSPENDED) then 0 else 1 end, stateSince desc""", person, model)
                .withLock(LockModeType.PESSIMISTIC_READ)
                .firstResultOptional();
    }

    /// A person's grants, the live ones first; those that a newer one replaced are history.
    List<Grant> heldBy(UUID person) {
        return list("""
                from Grant where person = ?1 and state <> SUPERSEDED
                order by case when state in (ACTIVE, SUSPENDED) then 0 else 1 end, endsAt desc""", person);
    }

    /// A model's grants, newest first, below the one named.
    List<Grant> onModel(UUID model, Optional<UUID> after, int most) {
        return after.map(last -> find("model = ?1 and id < ?2 order by id desc", model, last))
                .orElseGet(() -> find("model = ?1 order by id desc", model))
                .page(0, most).list();
    }

    Optional<Grant> liveForUpdate(UUID person, UUID model) {
        return find("person = ?1 and model = ?2 and state in (ACTIVE, SUSPENDED)", person, model)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    Optional<Grant> forUpdate(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    /// The next live grants whose time is over; those somebody else is changing are left for later.
    List<Grant> overForUpdate(Instant now, int most) {
        return find("state in (ACTIVE, SUSPENDED) and endsAt <= ?1 order by endsAt", now)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .withHint("jakarta.persistence.lock.timeout", -2)
                .page(0, most)
                .list();
    }
}
