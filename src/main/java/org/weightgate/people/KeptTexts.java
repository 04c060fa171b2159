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
import org.weightgate.web.Sha256;

import io.quarkus.scheduler.Scheduled;

/// Puts aside what somebody sent whose session had ended, until they are signed in again. The browser that sent it holds the
/// only key.
@ApplicationScoped
public class KeptTexts {

    public static final int MOST = 2000;
    static final int MOST_OF_A_NETWORK = 500;
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

    /// The key to it, or nothing when it is too long or too much is kept already, of its network or at all: who sends it need
    /// not be anybody.
    @Transactional
    Optional<String> keep(Kept form, String network) {
        String from = Sha256.hex(network);
        String text = forms.write(form.fields());
        if (text.length() > LONGEST || isFull(from)) {
            return Optional.empty();
        }
        String key = TokenSecret.keptForm();
        database.createNativeMutationQuery("""
                insert into kept_text (token_hash, path, page, sender, fields, kept_at, network)
                values (:hash, :path, :page, :sender, cast(:fields as jsonb), :now, :network)""")
                .setParameter("hash", TokenSecret.hash(key)).setParameter("path", form.path()).setParameter("page", form.page())
                .setParameter("sender", form.sender()).setParameter("fields", text).setParameter("now", clock.now())
                .setParameter("network", from)
                .executeUpdate();
        return Optional.of(key);
    }

    private boolean isFull(String network) {
        return Column
                .of(database, "select count(*) >= :most or count(*) filter (where network = :network) >= :ofOne from kept_text",
                        Boolean.class)
                .setParameter("most", MOST).setParameter("network", network).setParameter("ofOne", MOST_OF_A_NETWORK)
                .getSingleResult();
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
