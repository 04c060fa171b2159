package org.weightgate.notices;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.Sha256;

/// The addresses that refused mail for good. Nothing is sent to one until its owner follows a link that was mailed to it.
@ApplicationScoped
public class RefusedAddresses {

    private final Session database;
    private final Outbox outbox;

    RefusedAddresses(Session database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    void add(String address, UUID mail, String said) {
        database.createNativeMutationQuery("""
                insert into refused_address (address, mail_id, said, refused_at)
                values (:address, :mail, :said, clock_timestamp())
                on conflict (address) do update
                set mail_id = excluded.mail_id, said = excluded.said, refused_at = excluded.refused_at, proof_hash = null""")
                .setParameter("address", lower(address))
                .setParameter("mail", mail)
                .setParameter("said", said)
                .executeUpdate();
    }

    @Transactional
    public Optional<RefusedAddress> find(String address) {
        return database.createNativeQuery("select * from refused_address where address = :address", Tuple.class)
                .setParameter("address", lower(address)).getResultList().stream().findFirst()
                .map(row -> new RefusedAddress(row.get("address", String.class), row.get("said", String.class),
                        row.get("refused_at", Instant.class), Optional.ofNullable(row.get("proof_at", Instant.class))));
    }

    /// Mails a link to the refused address, at most every ten minutes. False when it is too soon or nothing is refused.
    @Transactional
    public boolean ask(UUID person, String name, String address) {
        LinkSecret secret = LinkSecret.fresh();
        int asked = database.createNativeMutationQuery("""
                update refused_address set proof_hash = :hash, proof_at = transaction_timestamp()
                where address = :address
                    and (proof_at is null or proof_at < transaction_timestamp() - interval '10 minutes')""")
                .setParameter("hash", secret.hash()).setParameter("address", lower(address)).executeUpdate();
        if (asked == 0) {
            return false;
        }
        outbox.enqueueProof(person, address, new Letter("address", "Does this address work again?", Letter.greeting(name),
                List.of("An earlier mail to this address came back, so we stopped writing to it. You asked us to try again.",
                        "If you can read this, it works: follow the link within a day, and mails reach you here again. "
                                + "If you did not ask for this, do nothing."),
                "This address works", "/address/confirm?proof=" + secret.text()));
        return true;
    }

    /// Lifts the refusal if the link was mailed to this very address, and sends what was held back or came back lately.
    @Transactional
    public boolean confirm(String address, String proof) {
        int lifted = database.createNativeMutationQuery("""
                delete from refused_address
                where address = :address and proof_hash = :hash and proof_at > transaction_timestamp() - interval '1 day'""")
                .setParameter("address", lower(address)).setParameter("hash", Sha256.of(proof)).executeUpdate();
        if (lifted == 1) {
            outbox.repeatBounced(lower(address));
        }
        return lifted == 1;
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
