package org.weightgate.people;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.MultivaluedMap;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;

import io.quarkus.scheduler.Scheduled;

/// Puts aside what somebody sent whose session had ended, until they are signed in again. The browser that sent it holds the
/// only key.
@ApplicationScoped
public class KeptTexts {

    public static final int MOST = 2000;
    private static final int LONGEST = 200_000;

    private final Session database;
    private final DatabaseClock clock;
    private final FormJson forms;

    KeptTexts(Session database, DatabaseClock clock, FormJson forms) {
        this.database = database;
        this.clock = clock;
        this.forms = forms;
    }

    /// @param path   where the form was sent
    /// @param page   where it was filled in
    /// @param sender who was signed in last in that browser, empty for nobody known
    record Kept(String path, String page, String sender, MultivaluedMap<String, String> fields) {
    }

    /// The key to it, or nothing when it is too long or too much is kept already: who sends it need not be anybody.
    @Transactional
    Optional<String> keep(Kept form) {
        String text = forms.write(form.fields());
        if (text.length() > LONGEST || isFull()) {
            return Optional.empty();
        }
        String key = TokenSecret.keptForm();
        database.createNativeMutationQuery("""
                insert into kept_text (token_hash, path, page, sender, fields, kept_at)
                values (:hash, :path, :page, :sender, cast(:fields as jsonb), :now)""")
                .setParameter("hash", TokenSecret.hash(key)).setParameter("path", form.path()).setParameter("page", form.page())
                .setParameter("sender", form.sender()).setParameter("fields", text).setParameter("now", clock.now())
                .executeUpdate();
        return Optional.of(key);
    }

    private boolean isFull() {
        return Column.of(database, "select count(*) from (select 1 from kept_text limit :most) kept", Long.class)
                .setParameter("most", MOST).getSingleResult() == MOST;
    }

    @Transactional
    Optional<Kept> of(String key) {
        return database.createNativeQuery("""
                select path, page, sender, cast(fields as text) as fields from kept_text
                where token_hash = :hash and kept_at > now() - interval '1 day'""", Tuple.class)
                .setParameter("hash", TokenSecret.hash(key)).getResultStream().findFirst()
                .map(row -> new Kept(row.get("path", String.class), row.get("page", String.class),
                        row.get("sender", String.class), forms.read(row.get("fields", String.class))));
    }

    @Transactional
    void forget(String key) {
        database.createNativeMutationQuery("delete from kept_text where token_hash = :hash")
                .setParameter("hash", TokenSecret.hash(key)).executeUpdate();
    }

    @Scheduled(every = "1h", concurrentExecution = SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from kept_text where kept_at < now() - interval '1 day'").executeUpdate();
    }
}
