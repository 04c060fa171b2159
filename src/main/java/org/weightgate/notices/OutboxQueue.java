package org.weightgate.notices;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;

/// The sender's side of the outbox. Every answer about a mail names the lease it was taken under, so that a sender that
/// slept past its lease changes nothing.
@ApplicationScoped
class OutboxQueue {

    private final Session database;

    OutboxQueue(Session database) {
        this.database = database;
    }

    /// Takes the next due mail, or one whose sender died.
    @Transactional(TxType.REQUIRES_NEW)
    Optional<ClaimedMail> claim(Duration lease) {
        UUID token = UUID.randomUUID();
        return database.createNativeQuery("""
                update outbox_mail
                set state = 'SENDING', lease = :lease, attempts = attempts + 1,
                    leased_until = clock_timestamp() + make_interval(secs => :seconds)
                where id = (select id from outbox_mail
                            where state = 'QUEUED' and next_attempt_at <= clock_timestamp()
                               or state = 'SENDING' and leased_until <= clock_timestamp()
                            order by next_attempt_at limit 1 for update skip locked)
                returning id, attempts, message_id, recipient, subject, text_body, html_body""", Tuple.class)
                .setParameter("lease", token)
                .setParameter("seconds", lease.toMillis() / 1000.0)
                .getResultList().stream().findFirst().map(row -> claimed(row, token));
    }

    @Transactional(TxType.REQUIRES_NEW)
    void sent(ClaimedMail mail) {
        database.createNativeMutationQuery("""
                update outbox_mail
                set state = 'SENT', sent_at = clock_timestamp(), lease = null, leased_until = null, last_error = null
                where id = :id and lease = :lease""")
                .setParameter("id", mail.id())
                .setParameter("lease", mail.lease())
                .executeUpdate();
    }

    @Transactional(TxType.REQUIRES_NEW)
    void failed(ClaimedMail mail, String error, Duration wait, boolean giveUp) {
        database.createNativeMutationQuery("""
                update outbox_mail
                set state = :state, lease = null, leased_until = null, last_error = :error,
                    next_attempt_at = clock_timestamp() + make_interval(secs => :seconds)
                where id = :id and lease = :lease""")
                .setParameter("state", (giveUp ? MailState.FAILED : MailState.QUEUED).name())
                .setParameter("error", error)
                .setParameter("seconds", wait.toMillis() / 1000.0)
                .setParameter("id", mail.id())
                .setParameter("lease", mail.lease())
                .executeUpdate();
    }

    private static ClaimedMail claimed(Tuple row, UUID lease) {
        return new ClaimedMail(row.get("id", UUID.class), lease, row.get("attempts", Integer.class),
                row.get("message_id", String.class), row.get("recipient", String.class), row.get("subject", String.class),
                row.get("text_body", String.class), row.get("html_body", String.class));
    }
}
