package org.weightgate.downloads;

import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.catalogue.WeightFile;
import org.weightgate.events.PlainSql;

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
        PlainSql.update(database, """
                insert into url_mint (id, person_id, grant_id, release_id, path, way, ttl_seconds, network, trace_id, minted_at)
                select uuidv7(), ?, ?, ?, path, ?, ?, ?, ?, ? from unnest(?) as path""",
                person, asked.grant().id(), asked.release(), asked.way().name(), Math.toIntExact(asked.ttl().toSeconds()),
                asked.networkPrefix(), asked.grant().traceId(), asked.now(), paths.toArray(String[]::new));
    }
}
