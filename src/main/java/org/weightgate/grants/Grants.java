package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// All grants, by what the other rooms ask of them.
@ApplicationScoped
public class Grants implements PanacheRepositoryBase<Grant, UUID> {

    private static final String CURRENT = """
            from Grant where person = ?1 and model = ?2 and state <> SUPERSEDED
            order by case when state in (ACTIVE, SUSPENDED) then 0 else 1 end, stateSince desc""";

    /// The grant that counts for a person on a model now: the live one, else the one that ended last.
    public Optional<Grant> current(UUID person, UUID model) {
        return find(CURRENT, person, model).firstResultOptional();
    }

    /// The same, read under a share lock: nobody suspends or revokes it before the caller's transaction is over.
    public Optional<Grant> currentHeldFast(UUID person, UUID model) {
        return find(CURRENT, person, model).withLock(LockModeType.PESSIMISTIC_READ).firstResultOptional();
    }

    /// A person's grants, the live ones first; those that a newer one replaced are history.
    List<Grant> heldBy(UUID person) {
        return list("""
                from Grant where person = ?1 and state <> SUPERSEDED
                order by case when state in (ACTIVE, SUSPENDED) then 0 else 1 end, endsAt desc""", person);
    }

    Optional<Grant> liveForUpdate(UUID person, UUID model) {
        return find("person = ?1 and model = ?2 and state in (ACTIVE, SUSPENDED)", person, model)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /// Those among these people who hold a live grant, on the one model or on any.
    Set<UUID> holdersAmong(List<UUID> people, Optional<UUID> model) {
        if (people.isEmpty()) {
            return Set.of();
        }
        String on = model.isPresent() ? " and g.model = :model" : "";
        var query = getEntityManager().createQuery("select distinct g.person from Grant g where g.person in :people"
                + " and g.state in (ACTIVE, SUSPENDED)" + on, UUID.class).setParameter("people", people);
        model.ifPresent(id -> query.setParameter("model", id));
        return Set.copyOf(query.getResultList());
    }

    /// A person's live grants, on the one model or on all, held until the transaction ends.
    List<Grant> liveForUpdate(UUID person, Optional<UUID> model) {
        return model.map(id -> find("person = ?1 and model = ?2 and state in (ACTIVE, SUSPENDED) order by id", person, id))
                .orElseGet(() -> find("person = ?1 and state in (ACTIVE, SUSPENDED) order by id", person))
                .withLock(LockModeType.PESSIMISTIC_WRITE).list();
    }

    /// These grants, in this order, in one query.
    List<Grant> inOrder(List<UUID> ids) {
        Map<UUID, Grant> found = list("id in ?1", ids).stream()
                .collect(Collectors.toMap(Grant::id, Function.identity()));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
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
