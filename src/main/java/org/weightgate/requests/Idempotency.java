package org.weightgate.requests;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.PlainSql;
import org.weightgate.requests.Outcome.Done;
import org.weightgate.requests.Outcome.Refused;
import org.weightgate.web.Sha256;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.scheduler.Scheduled;

/// Carries out a command once per key. A second call with the same key waits for the first to commit and gets its reply;
/// a refused command leaves no trace, so it can be tried again. Keys are remembered for a week.
@ApplicationScoped
public class Idempotency {

    private final Session database;
    private final DatabaseClock clock;
    private final ObjectMapper json;

    Idempotency(Session database, DatabaseClock clock, ObjectMapper json) {
        this.database = database;
        this.clock = clock;
        this.json = json;
    }

    /// What makes a call the same call: who, which key, which operation, which content.
    public record Call(UUID person, String key, String operation, Object content) {

        /// Keys come from strangers; their hash is always a good primary key.
        String storedKey() {
            return Sha256.hex(key);
        }
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public <T> Outcome<T> once(Call call, Class<T> replyType, Supplier<Outcome<T>> work) {
        if (call.key().isBlank()) {
            return work.get();
        }
        String content = Sha256.hex(write(call.content()));
        if (!begin(call, content)) {
            return repeat(call, content, replyType);
        }
        Outcome<T> outcome = work.get();
        switch (outcome) {
            case Done<T>(var reply) -> keep(call, write(reply));
            case Refused<T> _ -> forget(call);
        }
        return outcome;
    }

    @Scheduled(every = "${weightgate.idempotency.forget-every:1h}", concurrentExecution = SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from idempotency where created_at < now() - interval '7 days'")
                .executeUpdate();
    }

    private boolean begin(Call call, String content) {
        Optional<Instant> begun = PlainSql.first(database, row -> PlainSql.instant(row, "now"), """
                insert into idempotency (person_id, key, operation, body_sha256) values (?, ?, ?, ?) on conflict do nothing
                returning transaction_timestamp() as now""",
                call.person(), call.storedKey(), call.operation(), content);
        begun.ifPresent(clock::known);
        return begun.isPresent();
    }

    private <T> Outcome<T> repeat(Call call, String content, Class<T> replyType) {
        Tuple earlier = database.createNativeQuery(
                "select operation, body_sha256, reply from idempotency where person_id = :person and key = :key",
                Tuple.class).setParameter("person", call.person()).setParameter("key", call.storedKey()).getSingleResult();
        if (!call.operation().equals(earlier.get("operation")) || !content.equals(earlier.get("body_sha256"))) {
            return new Refused<>(new Refusal.KeyReused());
        }
        return new Done<>(read(earlier.get("reply", String.class), replyType));
    }

    private void keep(Call call, String reply) {
        PlainSql.update(database, "update idempotency set reply = ? where person_id = ? and key = ?", reply, call.person(),
                call.storedKey());
    }

    private void forget(Call call) {
        database.createNativeMutationQuery("delete from idempotency where person_id = :person and key = :key")
                .setParameter("person", call.person()).setParameter("key", call.storedKey()).executeUpdate();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The value cannot be written as JSON", e);
        }
    }

    private <T> T read(String reply, Class<T> type) {
        try {
            return json.readValue(reply, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored reply is not JSON of its type", e);
        }
    }
}
