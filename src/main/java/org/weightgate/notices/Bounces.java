package org.weightgate.notices;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// Writes down what came back for a mail. Doing it twice changes nothing.
@ApplicationScoped
class Bounces {

    private final Session database;
    private final RefusedAddresses refused;

    Bounces(Session database, RefusedAddresses refused) {
        this.database = database;
        this.refused = refused;
    }

    @Transactional(TxType.REQUIRES_NEW)
    void record(UUID mail, Returned returned) {
        switch (returned) {
            case Returned.Failed(String said, boolean badAddress) -> failed(mail, said, badAddress);
            case Returned.Delayed(String said) -> database.createNativeMutationQuery(
                    "update outbox_mail set said = :said where id = :id and state = 'SENT' and recipient <> ''")
                    .setParameter("said", said).setParameter("id", mail).executeUpdate();
            case Returned.Other _ -> {
            }
        }
    }

    private void failed(UUID mail, String said, boolean badAddress) {
        Column.of(database,
                """
                        update outbox_mail
                        set state = 'BOUNCED', bounced_at = clock_timestamp(), said = case when recipient = '' then null else :said end, lease = null, leased_until = null
                        where id = :id and state <> 'BOUNCED'
                        returning recipient""",
                String.class).setParameter("said", said).setParameter("id", mail)
                .getResultList().stream().filter(recipient -> badAddress && !recipient.isEmpty())
                .forEach(recipient -> refused.add(recipient, mail, said));
    }

    /// Whether this replica looks into the mailbox now; nobody else does for two minutes.
    @Transactional(TxType.REQUIRES_NEW)
    boolean begin(UUID holder) {
        return database.createNativeMutationQuery("""
                update bounce_mailbox set holder = :holder, held_until = clock_timestamp() + interval '2 minutes'
                where held_until <= clock_timestamp()""").setParameter("holder", holder).executeUpdate() == 1;
    }

    @Transactional(TxType.REQUIRES_NEW)
    void end(UUID holder) {
        database.createNativeMutationQuery("update bounce_mailbox set held_until = clock_timestamp() where holder = :holder")
                .setParameter("holder", holder).executeUpdate();
    }
}
