package org.weightgate.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class WritesTest {

    private static final String EVENT = "insert into event (stream, seq, type, payload) values (?, ?, ?, '{}')";

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
    void theLastQueryOfAJourneyIsTheOneThatIsRead() {
        QuarkusTransaction.requiringNew().run(() -> assertThat(PlainSql.listAfter(database,
                "select pg_advisory_xact_lock_shared(?)", row -> row.getInt("n"),
                "select n from generate_series(1, ?) n order by n", 77_001L, 3)).containsExactly(1, 2, 3));
    }
}
