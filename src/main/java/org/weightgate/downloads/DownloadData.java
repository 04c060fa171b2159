package org.weightgate.downloads;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What this room knows of a person: which addresses were made for them, and from where each was used.
@ApplicationScoped
class DownloadData implements PersonalData {

    private static final int AFTER_GRANTS = 30;

    private static final String MINE = "(select id from access_grant where person_id = :person)";
    /// What was fetched from several networks within an hour becomes one row from none.
    private static final String FORGET_NETWORKS = """
            with gone as (delete from fetched where network <> '' and grant_id in\s""" + MINE + """
             returning *)
            insert into fetched (grant_id, sha256, signed_at, mint, hour, network, requests, bytes)
            select grant_id, sha256, signed_at, mint, hour, '', cast(sum(requests) as integer), cast(sum(bytes) as bigint)
            from gone group by 1, 2, 3, 4, 5
            on conflict (grant_id, sha256, signed_at, mint, hour, network) do update
            set requests = fetched.requests + excluded.requests, bytes = fetched.bytes + excluded.bytes""";

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
                where g.person_id = :person order by u.minted_at""", person.id()),
                "tickets", rows.read("""
                        select m.namespace || '/' || m.name as model, r.version, t.files, t.bytes, t.network,
                            t.minted_at as "at", t.expires_at as "expires"
                        from access_grant g join ticket t on t.grant_id = g.id
                            join release r on r.id = t.release_id join model m on m.id = r.model_id
                        where g.person_id = :person order by t.minted_at, t.id""", person.id()),
                "fetches", rows.read("""
                        select m.namespace || '/' || m.name as model, f.sha256, f.hour, f.network, f.requests, f.bytes
                        from access_grant g join fetched f on f.grant_id = g.id join model m on m.id = g.model_id
                        where g.person_id = :person order by f.hour, f.sha256, f.network""", person.id()));
    }

    @Override
    public void erase(Person person) {
        for (String statement : List.of("update url_mint set network = null where network is not null and grant_id in " + MINE,
                "update ticket set network = null where network is not null and grant_id in " + MINE, FORGET_NETWORKS)) {
            rows.change(statement, person.id());
        }
    }
}
