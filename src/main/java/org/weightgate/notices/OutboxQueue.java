package org.weightgate.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    private final RefusedAddresses refused;

    OutboxQueue(Session database, RefusedAddresses refused) {
        this.database = database;
        this.refused = refused;
    }

    /// What is to be written down about a mail after an attempt; `pause` until the next one, when there is one.
    record Report(ClaimedMail mail, MailState state, String said, boolean badAddress, Duration pause) {
    }

    /// Takes mails that are due, or whose sender died: the oldest first, as the shares allow.
    @Transactional(TxType.REQUIRES_NEW)
    List<ClaimedMail> claim(FairShare share, int limit, Duration lease) {
        long deadline = System.nanoTime() + lease.toNanos();
        List<UUID> chosen = share.choose(due(share.full(), limit), limit).stream().map(FairShare.Due::id).toList();
        if (chosen.isEmpty()) {
            return List.of();
        }
        UUID token = UUID.randomUUID();
        Map<UUID, ClaimedMail> taken = database.createNativeQuery("""
                update outbox_mail
                set state = 'SENDING', lease = :lease, attempts = attempts + 1,
                    leased_until = clock_timestamp() + make_interval(secs => :seconds),
                    next_attempt_at = clock_timestamp() + make_interval(secs => :seconds)
                where id = any(:ids)
                returning id, attempts, message_id, recipient, recipient_domain, subject, text_body, html_body,
                    clock_timestamp() as now, coalesce(deferred_at, clock_timestamp()) as deferred_at""", Tuple.class)
                .setParameter("lease", token)
                .setParameter("seconds", lease.toMillis() / 1000.0)
                .setParameter("ids", chosen.toArray(UUID[]::new))
                .getResultList().stream().map(row -> claimed(row, token, deadline))
                .collect(Collectors.toMap(ClaimedMail::id, Function.identity()));
        return chosen.stream().map(taken::get).toList();
    }

    /// More are looked at than taken, so that mails behind a crowd for one domain are seen.
    private List<FairShare.Due> due(Set<String> fullDomains, int limit) {
        return database.createNativeQuery("""
                select id, recipient_domain from outbox_mail
                where state in ('QUEUED', 'SENDING', 'DEFERRED') and next_attempt_at <= transaction_timestamp()
                    and recipient_domain <> all(:full)
                order by next_attempt_at limit :seen for update skip locked""", Tuple.class)
                .setParameter("full", fullDomains.toArray(String[]::new))
                .setParameter("seen", limit * 4)
                .getResultList().stream()
                .map(row -> new FairShare.Due(row.get("id", UUID.class), row.get("recipient_domain", String.class))).toList();
    }

    /// Holds on to mails the server has been given and not confirmed yet. One that somebody else took is not ours to hold.
    @Transactional(TxType.REQUIRES_NEW)
    void keep(List<ClaimedMail> mails, Duration lease) {
        database.createNativeMutationQuery("""
                update outbox_mail
                set leased_until = clock_timestamp() + make_interval(secs => :seconds),
                    next_attempt_at = clock_timestamp() + make_interval(secs => :seconds)
                where id = any(:ids) and lease = any(:leases)""")
                .setParameter("seconds", lease.toMillis() / 1000.0)
                .setParameter("ids", mails.stream().map(ClaimedMail::id).toArray(UUID[]::new))
                .setParameter("leases", mails.stream().map(ClaimedMail::lease).toArray(UUID[]::new))
                .executeUpdate();
    }

    /// Writes down what came of attempts, all at once.
    @Transactional(TxType.REQUIRES_NEW)
    void record(List<Report> reports) {
        reports.stream().sorted((a, b) -> a.mail().id().compareTo(b.mail().id())).forEach(this::record);
    }

    /// A mail to somebody without an account carries a link that is a key: once it is out, we do not keep the key.
    private void record(Report report) {
        int changed = database.createNativeMutationQuery("""
                update outbox_mail
                set state = :state, lease = null, leased_until = null, said = :said,
                    sent_at = case when :state = 'SENT' then clock_timestamp() else sent_at end,
                    bounced_at = case when :state = 'BOUNCED' then clock_timestamp() else bounced_at end,
                    deferred_at = case when :state = 'DEFERRED' then coalesce(deferred_at, clock_timestamp()) end,
                    next_attempt_at = clock_timestamp() + make_interval(secs => :seconds),
                    text_body = case when :state = 'SENT' and person_id is null
                        then regexp_replace(text_body, '/[A-Za-z0-9_-]{43,}', '/...', 'g') else text_body end,
                    html_body = case when :state = 'SENT' and person_id is null
                        then regexp_replace(html_body, '/[A-Za-z0-9_-]{43,}', '/...', 'g') else html_body end
                where id = :id and lease = :lease""")
                .setParameter("state", report.state().name())
                .setParameter("said", report.said())
                .setParameter("seconds", report.pause().toMillis() / 1000.0)
                .setParameter("id", report.mail().id())
                .setParameter("lease", report.mail().lease())
                .executeUpdate();
        if (changed == 1 && report.badAddress()) {
            refused.add(report.mail().recipient(), report.mail().id(), report.said());
        }
    }

    private static ClaimedMail claimed(Tuple row, UUID lease, long deadline) {
        Duration trying = Duration.between(row.get("deferred_at", Instant.class), row.get("now", Instant.class));
        return new ClaimedMail(row.get("id", UUID.class), lease, deadline, row.get("attempts", Integer.class), trying,
                row.get("message_id", String.class), row.get("recipient", String.class),
                row.get("recipient_domain", String.class), row.get("subject", String.class),
                row.get("text_body", String.class), row.get("html_body", String.class));
    }
}
