package org.weightgate.downloads;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.weightgate.people.MyShelf;
import org.weightgate.people.Person;

/// What I have downloaded, by day and release.
@ApplicationScoped
class DownloadShelf implements MyShelf {

    private static final int THIRD = 30;
    private static final int MOST = 20;

    private final Session database;

    DownloadShelf(Session database) {
        this.database = database;
    }

    @Override
    public int order() {
        return THIRD;
    }

    @Override
    public Part of(Person person) {
        List<Row> rows = database.createNativeQuery("""
                select m.namespace || '/' || m.name as model, r.version, count(*) as addresses,
                    count(distinct recent.path) as files, max(recent.minted_at) as last
                from (select u.release_id, u.path, u.minted_at from access_grant g join url_mint u on u.grant_id = g.id
                      where g.person_id = :person order by u.minted_at desc limit 20000) recent
                    join release r on r.id = recent.release_id join model m on m.id = r.model_id
                group by m.namespace, m.name, r.version, cast(recent.minted_at at time zone 'UTC' as date)
                order by last desc limit :most""", Tuple.class)
                .setParameter("person", person.id()).setParameter("most", MOST)
                .getResultList().stream().map(DownloadShelf::row).toList();
        return new Part("my-downloads", "Downloads", rows, "Nothing was downloaded with your grants yet.", "Your grants",
                "/grants", "");
    }

    private static Row row(Tuple row) {
        String model = row.get("model", String.class);
        long files = row.get("files", Long.class);
        return new Row(model + " " + row.get("version", String.class), "/models/" + model, "good",
                files == 1 ? "1 file" : files + " files", "links were made " + times(row.get("addresses", Long.class)),
                row.get("last", Instant.class), "");
    }

    private static String times(long number) {
        return number == 1 ? "once" : number + " times";
    }
}
