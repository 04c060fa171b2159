package org.weightgate.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class WritesTest {

    private static final String EVENT = "insert into event (stream, seq, type, payload) values (?, ?, ?, '{}')";

    private static final long LOCK = 77_001;

    @Inject
    Writes writes;
    @Inject
    Events events;
    @Inject
    Session database;

    @Test
    void whatWaitsIsWrittenBeforeTheCommit() {
        UUID stream = UUID.randomUUID();

        QuarkusTransaction.requiringNew().run(() -> {
            writes.later(EVENT, stream, 1, "first");
            writes.later(EVENT, stream, 2, "second");
            assertThat(events.history(stream)).isEmpty();
        });

        assertThat(events.history(stream)).extracting(Event::type).containsExactly("first", "second");
    }

    @Test
    void anEventTakesAlongWhatWaitsBeforeIt() {
        UUID stream = UUID.randomUUID();

        QuarkusTransaction.requiringNew().run(() -> {
            writes.later(EVENT, stream, 1, "waited");
            events.append(stream, "happened", null, Map.of());
            assertThat(events.history(stream)).extracting(Event::type).containsExactly("waited", "happened");
        });

        assertThat(events.history(stream)).extracting(Event::seq).containsExactly(1, 2);
    }

    @Test
    void aTransactionRolledBackWritesNothing() {
        UUID stream = UUID.randomUUID();

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            writes.later(EVENT, stream, 1, "waited");
            throw new IllegalStateException("on purpose");
        })).hasStackTraceContaining("on purpose");

        assertThat(events.history(stream)).isEmpty();
    }

    @Test
    void whatCannotBeWrittenKeepsTheTransactionFromCommitting() {
        UUID stream = UUID.randomUUID();

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            PlainSql.update(database, EVENT, stream, 1, "at once");
            writes.later(EVENT, stream, 1, "the same once more");
        })).isInstanceOf(RuntimeException.class);

        assertThat(events.history(stream)).isEmpty();
    }

    @Test
    void aTransactionThatOnlyWritesLaterCommitsIt() {
        UUID stream = UUID.randomUUID();

        QuarkusTransaction.requiringNew().run(() -> writes.later(EVENT, stream, 1, "alone"));

        assertThat(events.history(stream)).extracting(Event::type).containsExactly("alone");
    }

    @Test
    void theSecondQueryOfAJourneySeesWhatWasCommittedWhileTheFirstWaited() throws Exception {
        UUID stream = UUID.randomUUID();
        var found = new CompletableFuture<List<String>>();

        QuarkusTransaction.requiringNew().run(() -> {
            PlainSql.list(database, _ -> true, "select pg_advisory_xact_lock(?)", LOCK);
            Thread.ofVirtual().start(() -> found.completeAsync(() -> QuarkusTransaction.requiringNew()
                    .call(() -> PlainSql.listAfter(database, "select pg_advisory_xact_lock_shared(?)",
                            row -> row.getString("type"), "select type from event where stream = ?", LOCK, stream)),
                    Runnable::run));
            waitUntilSomebodyWaits();
            PlainSql.update(database, EVENT, stream, 1, "meanwhile");
        });

        assertThat(found.get(60, TimeUnit.SECONDS)).containsExactly("meanwhile");
    }

    private void waitUntilSomebodyWaits() {
        Instant end = Instant.now().plusSeconds(60);
        while (PlainSql.list(database, _ -> true, "select 1 from pg_locks where locktype = 'advisory' and not granted"
                + " and database = (select oid from pg_database where datname = current_database()) and objid = ?", LOCK)
                .isEmpty()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
