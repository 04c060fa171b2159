package org.weightgate.downloads;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What this room knows of a person: which addresses were made for them.
@ApplicationScoped
class DownloadData implements PersonalData {

    private static final int AFTER_GRANTS = 30;

    private final PersonalRows rows;

    DownloadData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public int order() {
        return AFTER_GRANTS;
    }

    @Override
    public Map<String, Object> of(Person person) {
        return Map.of("downloads", rows.read("""
                select m.namespace || '/' || m.name as model, r.version, u.path, u.network, u.trace_id as "traceId",
                    u.minted_at as "at"
                from access_grant g join url_mint u on u.grant_id = g.id
                    join release r on r.id = u.release_id join model m on m.id = r.model_id
                where g.person_id = :person order by u.minted_at""", person.id()));
    }

    @Override
    public void erase(Person person) {
        rows.change("""
                update url_mint set network = null
                where network is not null and grant_id in (select id from access_grant where person_id = :person)""",
                person.id());
    }
}
