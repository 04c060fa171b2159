package org.weightgate.events;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.web.AccountErasedException;
import org.weightgate.web.ProblemException;
import org.weightgate.web.Sha256;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.scheduler.Scheduled;

/// What was replied to calls that carry a key, so that each is carried out once: a second call with the same key waits for the
/// first to commit and gets its reply. Keys are remembered for a week. The caller's account stays until the transaction ends, and
/// is held before the key: after it, this and an erasure could wait for each other.
@ApplicationScoped
public class KeptReplies {

    private final Session database;
    private final DatabaseClock clock;
    private final ObjectMapper json;

    KeptReplies(Session database, DatabaseClock clock, ObjectMapper json) {
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

    /// Whether a call is to be carried out now.
    public sealed interface Begun<T> {

        record First<T>() implements Begun<T> {
        }

        record Repeated<T>(T reply) implements Begun<T> {
        }

        /// The key was used for something else.
        record KeyReused<T>() implements Begun<T> {
        }
    }

    /// Carries the call out unless that was done. What throws takes back its transaction, and so leaves no trace of the key.
    @Transactional(Transactional.TxType.MANDATORY)
    public <T> T once(Call call, Class<T> replyType, Supplier<T> work) {
        if (call.key().isBlank()) {
            return work.get();
        }
        return switch (begin(call, replyType)) {
            case Begun.Repeated<T>(var reply) -> reply;
            case Begun.KeyReused<T> _ -> throw new ProblemException(422, "idempotency-key-reused",
                    "This Idempotency-Key was used for another call. Use a new one.");
            case Begun.First<T> _ -> {
                T reply = work.get();
                keep(call, reply);
                yield reply;
            }
        };
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public <T> Begun<T> begin(Call call, Class<T> replyType) {
        String content = Sha256.hex(write(call.content()));
        return isFirst(call, content) ? new Begun.First<>() : repeat(call, content, replyType);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(Call call, Object reply) {
        PlainSql.update(database, "update idempotency set reply = ? where person_id = ? and key = ?", write(reply),
                call.person(), call.storedKey());
    }

    /// It was refused, and can be tried again.
    @Transactional(Transactional.TxType.MANDATORY)
    public void forget(Call call) {
        database.createNativeMutationQuery("delete from idempotency where person_id = :person and key = :key")
                .setParameter("person", call.person()).setParameter("key", call.storedKey()).executeUpdate();
    }

    @Scheduled(every = "${weightgate.idempotency.forget-every:1h}", concurrentExecution = SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from idempotency where created_at < now() - interval '7 days'")
                .executeUpdate();
    }

    private boolean isFirst(Call call, String content) {
        Optional<Instant> begun = PlainSql.first(database, row -> PlainSql.instant(row, "now"), """
                with account as (select id from person where id = ? and erased_at is null for share)
                insert into idempotency (person_id, key, operation, body_sha256) select id, ?, ?, ? from account
                on conflict do nothing returning transaction_timestamp() as now""",
                call.person(), call.storedKey(), call.operation(), content);
        begun.ifPresent(clock::known);
        return begun.isPresent();
    }

    private <T> Begun<T> repeat(Call call, String content, Class<T> replyType) {
        Tuple earlier = database.createNativeQuery(
                "select operation, body_sha256, reply from idempotency where person_id = :person and key = :key",
                Tuple.class).setParameter("person", call.person()).setParameter("key", call.storedKey())
                .getSingleResultOrNull();
        if (earlier == null) {
            throw new AccountErasedException();
        }
        if (!call.operation().equals(earlier.get("operation")) || !content.equals(earlier.get("body_sha256"))) {
            return new Begun.KeyReused<>();
        }
        return new Begun.Repeated<>(read(earlier.get("reply", String.class), replyType));
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
