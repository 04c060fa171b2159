package org.weightgate.people;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.PlainSql;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;

/// When access tokens were last used: noted together once a second, because a transaction for each would cost as much as many
/// a call. A portal that is killed forgets the last second of it, and nothing rests on it but what a person sees of their tokens.
@ApplicationScoped
class TokenUses {

    private final Session database;
    private final Map<UUID, Instant> unwritten = new ConcurrentHashMap<>();

    TokenUses(Session database) {
        this.database = database;
    }

    void note(UUID token, Instant now) {
        unwritten.put(token, now);
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP)
    @Transactional
    void write() {
        List<Map.Entry<UUID, Instant>> uses = List.copyOf(unwritten.entrySet());
        if (uses.isEmpty()) {
            return;
        }
        // always in the order of their ids, so that replicas do not wait for each other in a circle
        PlainSql.update(database,
                """
                        update access_token t set last_used_at = use.at
                        from (select held.id, noted.at from unnest(cast(? as uuid[]), cast(? as timestamptz[])) as noted(id, at) join access_token held on held.id = noted.id
                              where held.last_used_at is null or held.last_used_at < noted.at order by held.id for update of held) as use
                        where t.id = use.id""",
                uses.stream().map(use -> use.getKey().toString()).toArray(String[]::new),
                uses.stream().map(use -> use.getValue().toString()).toArray(String[]::new));
        uses.forEach(use -> unwritten.remove(use.getKey(), use.getValue()));
    }

    /// The others who are told to stop are not told if this fails, as it does while the database is away.
    void stop(@Observes ShutdownEvent event) {
        try {
            write();
        } catch (RuntimeException e) {
            Log.warn("The last uses of access tokens could not be noted", e);
        }
    }
}
