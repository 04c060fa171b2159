package org.weightgate.downloads;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.DownloadRecord;

/// Reads from the addresses given out what a person may have downloaded: every file counts once.
@ApplicationScoped
class MintedDownloads implements DownloadRecord {

    private final Session database;

    MintedDownloads(Session database) {
        this.database = database;
    }

    @Override
    @Transactional
    public Downloaded of(UUID person, UUID model) {
        List<Tuple> releases = database.createNativeQuery("""
                select r.version, count(*) as files, cast(sum(f.size) as bigint) as bytes, max(used.last) as last
                from (select m.release_id, m.path, max(m.minted_at) as last
                      from url_mint m join access_grant g on g.id = m.grant_id
                      where g.person_id = :person and g.model_id = :model
                      group by m.release_id, m.path) used
                join release r on r.id = used.release_id
                join weight_file f on f.release_id = used.release_id and f.path = used.path
                group by r.id, r.version order by max(used.last) desc""", Tuple.class)
                .setParameter("person", person).setParameter("model", model).getResultList();
        if (releases.isEmpty()) {
            return Downloaded.NOTHING;
        }
        return new Downloaded(releases.stream().mapToLong(row -> row.get("files", Long.class)).sum(),
                releases.stream().mapToLong(row -> row.get("bytes", Long.class)).sum(),
                releases.stream().map(row -> row.get("version", String.class)).toList(),
                releases.getFirst().get("last", Instant.class));
    }
}
