package org.weightgate.downloads;

import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.catalogue.WeightFile;

/// The record that a URL was given out, one row per file; the URL itself is kept nowhere. All rows of a ticket are written
/// by one statement.
@ApplicationScoped
class UrlMints {

    private final Session database;

    UrlMints(Session database) {
        this.database = database;
    }

    @Transactional(TxType.MANDATORY)
    void record(Asked asked) {
        write(asked, asked.files().stream().map(WeightFile::path));
    }

    /// The manifest and its signature are none of the release's listed files.
    @Transactional(TxType.MANDATORY)
    void record(Asked asked, String path) {
        write(asked, Stream.of(path));
    }

    private void write(Asked asked, Stream<String> paths) {
        UUID person = asked.grant().person();
        database.createNativeMutationQuery("""
                insert into url_mint (id, person_id, grant_id, release_id, path, way, ttl_seconds, network, trace_id, minted_at)
                select uuidv7(), :person, :grant, :release, path, :way, :ttl, cast(:network as text), :trace, :now
                from unnest(cast(:paths as text[])) as path""")
                .setParameter("person", person).setParameter("grant", asked.grant().id())
                .setParameter("release", asked.release()).setParameter("way", asked.way().name())
                .setParameter("ttl", Math.toIntExact(asked.ttl().toSeconds()))
                .setParameter("network", asked.networkPrefix(), String.class)
                .setParameter("trace", asked.grant().traceId()).setParameter("now", asked.now())
                .setParameter("paths", paths.toArray(String[]::new), String[].class).executeUpdate();
    }
}
