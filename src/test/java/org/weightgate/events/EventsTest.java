package org.weightgate.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EventsTest {

    @Inject
    Events events;
    @Inject
    DatabaseClock clock;
    @Inject
    Session database;
    @Inject
    Flyway flyway;

    @Test
    void aStreamTellsItsStoryInOrder() {
        UUID stream = UUID.randomUUID();
        UUID actor = UUID.randomUUID();

        QuarkusTransaction.requiringNew().run(() -> {
            events.append(stream, "grant.issued", actor, Map.of("until", "2027-03-03"));
            events.append(stream, "grant.expired", null, Map.of());
        });

        assertThat(events.history(stream)).extracting(Event::seq).containsExactly(1, 2);
        assertThat(events.history(stream)).extracting(Event::type).containsExactly("grant.issued", "grant.expired");
        assertThat(events.history(stream).getFirst().payload()).isEqualTo(Map.of("until", "2027-03-03"));
        assertThat(events.history(stream).getFirst().actor()).isEqualTo(actor);
    }

    @ParameterizedTest
    @ValueSource(strings = { "update event set type = 'x'", "delete from event", "truncate event" })
    void whatHappenedIsNeverChanged(String sql) {
        QuarkusTransaction.requiringNew().run(() -> events.append(UUID.randomUUID(), "kept", null, Map.of()));

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeMutationQuery(sql).executeUpdate()))
                .hasStackTraceContaining("event is append-only");
    }

    @Test
    void whatABatchFailedForDoesNotNameItsValues() {
        String value = "ada-" + UUID.randomUUID() + "@example.org";
        String sql = "insert into event (stream, seq, type, payload) values (cast(? as uuid), 1, ?, null)";
        List<@Nullable Object[]> twice = List.of(new @Nullable Object[] { UUID.randomUUID().toString(), value },
                new @Nullable Object[] { UUID.randomUUID().toString(), value });

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> PlainSql.updateAll(database, sql, twice)))
                .hasStackTraceContaining("\"payload\"").hasStackTraceContaining("violates not-null constraint")
                .satisfies(thrown -> {
                    var trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).contains("Batch entry").doesNotContain(value);
                });
    }

    @Test
    void aReplicaWaitsForAnothersMigrationHoweverLongItTakes() {
        assertThat(flyway.getConfiguration()).isInstanceOfSatisfying(ClassicConfiguration.class,
                configuration -> assertThat(configuration.getLockRetryCount()).isEqualTo(-1));
    }

    @Test
    void anEventOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> events.append(UUID.randomUUID(), "lost", null, Map.of()))
                .isInstanceOf(TransactionalException.class);
    }

    @Test
    void ofTwoAtTheSameMomentOneIsAConflict() throws Exception {
        UUID stream = UUID.randomUUID();
        var barrier = new CyclicBarrier(2);
        Callable<Boolean> append = () -> {
            try {
                QuarkusTransaction.requiringNew().run(() -> {
                    clock.now();
                    await(barrier);
                    events.append(stream, "raced", null, Map.of());
                    pause();
                });
                return true;
            } catch (StreamConflictException _) {
                return false;
            }
        };

        try (var threads = Executors.newFixedThreadPool(2)) {
            var outcomes = threads.invokeAll(List.of(append, append));

            assertThat(List.of(outcomes.get(0).get(), outcomes.get(1).get())).containsExactlyInAnyOrder(true, false);
        }
        assertThat(events.history(stream)).hasSize(1);
    }

    @Test
    void timeStandsStillWithinATransaction() {
        QuarkusTransaction.requiringNew().run(() -> {
            var first = clock.now();
            pause();
            assertThat(clock.now()).isEqualTo(first);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
