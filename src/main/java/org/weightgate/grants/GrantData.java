package org.weightgate.grants;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What this room knows of a person: what they held, and which terms they accepted. Grants end with the account.
@ApplicationScoped
class GrantData implements PersonalData {

    private static final int AFTER_REQUESTS = 20;

    private final PersonalRows rows;
    private final GrantDesk desk;

    GrantData(PersonalRows rows, GrantDesk desk) {
        this.rows = rows;
        this.desk = desk;
    }

    @Override
    public int order() {
        return AFTER_REQUESTS;
    }

    @Override
    public Map<String, Object> of(Person person) {
        return Map.of(
                "grants", rows.read("""
                        select g.reference, m.namespace || '/' || m.name as model, g.release_range as releases, g.state,
                            g.suspend_reason as "suspended", g.revoke_reason as "revoked", g.state_text as "text",
                            g.starts_at as "from", g.ends_at as "until"
                        from access_grant g join model m on m.id = g.model_id
                        where g.person_id = :person order by g.starts_at, g.id""", person.id()),
                "termsAccepted",
                rows.read(
                        """
                                select m.namespace || '/' || m.name as model, t.version, a.sha256, a.way, a.accepted_at as "at"
                                from terms_acceptance a join terms_version t on t.id = a.terms_version_id join model m on m.id = t.model_id
                                where a.person_id = :person order by a.accepted_at, a.id""",
                        person.id()),
                "bans", rows.read("""
                        select b.kind, b.reason, b.until, b.placed_at as "placed", b.lifted_at as "lifted"
                        from ban b where b.person_id = :person order by b.placed_at""", person.id()));
    }

    @Override
    public void erase(Person person) {
        desk.endForErasure(person);
        rows.change("update access_grant set state_text = null where person_id = :person", person.id());
    }
}
