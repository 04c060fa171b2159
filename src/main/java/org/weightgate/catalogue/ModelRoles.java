package org.weightgate.catalogue;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// Who may do what on which model. Every question is asked of the database anew; a role whose realm role is gone does not count.
@ApplicationScoped
public class ModelRoles {

    private static final List<ModelRole> REVIEWING = List.of(ModelRole.REVIEWER, ModelRole.OWNER);

    private final Session database;

    ModelRoles(Session database) {
        this.database = database;
    }

    public boolean has(UUID model, UUID person, ModelRole role) {
        return !Column.of(database, """
                select 1 from model_role r join person p on p.id = r.person_id
                where r.model_id = :model and r.person_id = :person and r.role = :role and :realm = any(p.realm_roles)""",
                Integer.class)
                .setParameter("model", model).setParameter("person", person)
                .setParameter("role", role.name()).setParameter("realm", role.needs().realmName())
                .getResultList().isEmpty();
    }

    /// Owners review as well.
    public boolean reviews(UUID model, UUID person) {
        return has(model, person, ModelRole.REVIEWER) || has(model, person, ModelRole.OWNER);
    }

    public List<UUID> reviewersOf(UUID model) {
        return REVIEWING.stream().flatMap(role -> peopleWith(model, role).stream()).distinct().toList();
    }

    public List<UUID> modelsReviewedBy(UUID person) {
        return REVIEWING.stream().flatMap(role -> modelsWhere(person, role).stream()).distinct().toList();
    }

    public List<UUID> peopleWith(UUID model, ModelRole role) {
        return Column.of(database, """
                select r.person_id from model_role r join person p on p.id = r.person_id
                where r.model_id = :model and r.role = :role and :realm = any(p.realm_roles) order by r.person_id""",
                UUID.class)
                .setParameter("model", model)
                .setParameter("role", role.name()).setParameter("realm", role.needs().realmName())
                .getResultList();
    }

    public List<UUID> modelsWhere(UUID person, ModelRole role) {
        return Column.of(database, """
                select r.model_id from model_role r join person p on p.id = r.person_id
                where r.person_id = :person and r.role = :role and :realm = any(p.realm_roles) order by r.model_id""",
                UUID.class)
                .setParameter("person", person)
                .setParameter("role", role.name()).setParameter("realm", role.needs().realmName())
                .getResultList();
    }

    /// Models that nobody owns who may, by name.
    List<UUID> modelsWithoutOwner(int most) {
        return Column.of(database, """
                select m.id from model m where not exists (
                    select from model_role r join person p on p.id = r.person_id
                    where r.model_id = m.id and r.role = :role and :realm = any(p.realm_roles))
                order by m.namespace, m.name limit :most""", UUID.class)
                .setParameter("role", ModelRole.OWNER.name()).setParameter("realm", ModelRole.OWNER.needs().realmName())
                .setParameter("most", most).getResultList();
    }

    List<RoleRow> of(UUID model) {
        return database.createNativeQuery("""
                select r.role, p.username, p.display_name as name, p.realm_roles @> array[case r.role
                    when 'REVIEWER' then 'reviewer' when 'AUDITOR' then 'auditor' else 'publisher' end] as counts
                from model_role r join person p on p.id = r.person_id
                where r.model_id = :model order by r.role, p.username""", Tuple.class)
                .setParameter("model", model).getResultList().stream()
                .map(row -> new RoleRow(row.get("role", String.class), row.get("username", String.class),
                        row.get("name", String.class), row.get("counts", Boolean.class)))
                .toList();
    }

    /// True when the role is new.
    @Transactional(Transactional.TxType.MANDATORY)
    boolean give(UUID model, UUID person, ModelRole role) {
        return database.createNativeMutationQuery("""
                insert into model_role (model_id, person_id, role) values (:model, :person, :role) on conflict do nothing""")
                .setParameter("model", model).setParameter("person", person).setParameter("role", role.name())
                .executeUpdate() == 1;
    }

    /// True when there was such a role.
    @Transactional(Transactional.TxType.MANDATORY)
    boolean take(UUID model, UUID person, ModelRole role) {
        return database.createNativeMutationQuery("""
                delete from model_role where model_id = :model and person_id = :person and role = :role""")
                .setParameter("model", model).setParameter("person", person).setParameter("role", role.name())
                .executeUpdate() == 1;
    }
}
