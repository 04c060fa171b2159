package org.weightgate.downloads;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// Which log objects were read, and what they said. Each is counted once: what it says and that it was read are written in
/// one transaction, and only by who holds its lease.
@ApplicationScoped
class AccessLogBook {

    private static final int MOST_ATTEMPTS = 5;

    private final Session database;

    AccessLogBook(Session database) {
        this.database = database;
    }

    /// A log object this replica reads now.
    record Task(String key, UUID lease) {
    }

    @Transactional(TxType.REQUIRES_NEW)
    void note(List<String> keys) {
        database.createNativeMutationQuery("""
                insert into access_log (key) select key from unnest(cast(:keys as text[])) as key
                on conflict (key) do nothing""")
                .setParameter("keys", keys.toArray(String[]::new), String[].class).executeUpdate();
    }

    @Transactional(TxType.REQUIRES_NEW)
    Optional<Task> claim(Duration lease) {
        UUID token = UUID.randomUUID();
        return Column.of(database, """
                update access_log set lease = :lease, attempts = attempts + 1,
                       leased_until = clock_timestamp() + make_interval(secs => :seconds)
                where key = (select key from access_log
                             where read_at is null and attempts < :most
                               and (leased_until is null or leased_until <= clock_timestamp())
                             order by key limit 1 for update skip locked)
                returning key""", String.class)
                .setParameter("lease", token).setParameter("seconds", lease.toMillis() / 1000.0)
                .setParameter("most", MOST_ATTEMPTS).getResultList().stream().findFirst().map(key -> new Task(key, token));
    }

    /// Writes down what a log object says and answers whose grants it spoke of; nothing if another replica was quicker.
    @Transactional(TxType.REQUIRES_NEW)
    Set<UUID> enter(Task task, Fetches fetches) {
        int mine = database
                .createNativeMutationQuery(
                        """
                                update access_log set read_at = now(), lease = null, leased_until = null, lines = :lines, unreadable = :unreadable
                                where key = :key and lease = :lease and read_at is null""")
                .setParameter("lines", fetches.lines()).setParameter("unreadable", fetches.unreadable())
                .setParameter("key", task.key()).setParameter("lease", task.lease()).executeUpdate();
        if (mine == 0) {
            return Set.of();
        }
        Map<String, Holding> grants = grants(fetches);
        database.doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into fetched (grant_id, sha256, signed_at, mint, hour, network, requests, bytes)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (grant_id, sha256, signed_at, mint, hour, network)
                    do update set requests = fetched.requests + excluded.requests, bytes = fetched.bytes + excluded.bytes""")) {
                for (var entry : fetches.sums().entrySet()) {
                    Holding grant = grants.get(entry.getKey().traceId());
                    if (grant != null) {
                        add(insert, grant, entry.getKey(), entry.getValue());
                    }
                }
                insert.executeBatch();
            }
        });
        return grants.values().stream().map(Holding::grant).collect(Collectors.toSet());
    }

    private static void add(PreparedStatement insert, Holding holding, Fetches.Kind kind, Fetches.Sum sum) throws SQLException {
        insert.setObject(1, holding.grant());
        insert.setString(2, kind.sha256());
        insert.setObject(3, kind.signedAt().atOffset(ZoneOffset.UTC));
        insert.setString(4, kind.mint());
        insert.setObject(5, kind.hour().atOffset(ZoneOffset.UTC));
        insert.setString(6, holding.erased() ? "" : kind.network());
        insert.setInt(7, sum.requests());
        insert.setLong(8, sum.bytes());
        insert.addBatch();
    }

    /// @param erased nobody has to know from where an erased person's grant was used
    private record Holding(UUID grant, boolean erased) {
    }

    private Map<String, Holding> grants(Fetches fetches) {
        String[] traces = fetches.sums().keySet().stream().map(Fetches.Kind::traceId).distinct().toArray(String[]::new);
        return database.createNativeQuery("""
                select g.trace_id, g.id, p.erased_at is not null from access_grant g join person p on p.id = g.person_id
                where g.trace_id = any(cast(:traces as text[])) order by p.id for share of p""", Object[].class)
                .setParameter("traces", traces, String[].class).getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> new Holding((UUID) row[1], (Boolean) row[2])));
    }
}
