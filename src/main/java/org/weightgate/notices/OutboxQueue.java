package org.weightgate.notices;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.PlainSql;

/// The sender's side of the outbox. Every answer about a mail names the lease it was taken under, so that a sender that
/// slept past its lease changes nothing.
@ApplicationScoped
class OutboxQueue {

    /// A mail to somebody without an account carries a link that is a key: once it is out, we do not keep the key.
    private static final String WRITE_DOWN = """
            update outbox_mail
            set state = said.state, lease = null, leased_until = null, said = said.words,
                sent_at = case when said.state = 'SENT' then clock_timestamp() else sent_at end,
                bounced_at = case when said.state = 'BOUNCED' then clock_timestamp() else bounced_at end,
                deferred_at = case when said.state = 'DEFERRED' then coalesce(deferred_at, clock_timestamp()) end,
                next_attempt_at = clock_timestamp() + make_interval(secs => said.pause),
                text_body = case when said.state = 'SENT' and person_id is null
                    then regexp_replace(text_body, '/[A-Za-z0-9_-]{43,}', '/...', 'g') else text_body end,
                html_body = case when said.state = 'SENT' and person_id is null
                    then regexp_replace(html_body, '/[A-Za-z0-9_-]{43,}', '/...', 'g') else html_body end
            from (values (cast(? as text), cast(? as text), cast(? as double precision))) as said(state, words, pause)
            where id = ? and lease = ?""";

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
        Map<UUID, ClaimedMail> taken = PlainSql.list(database, row -> claimed(row, token, deadline), """
                update outbox_mail
                set state = 'SENDING', lease = ?, attempts = attempts + 1,
                    leased_until = clock_timestamp() + make_interval(secs => ?),
                    next_attempt_at = clock_timestamp() + make_interval(secs => ?)
                where id = any(cast(? as uuid[]))
                returning id, attempts, message_id, recipient, recipient_domain, subject, text_body, html_body,
                    clock_timestamp() as now, coalesce(deferred_at, clock_timestamp()) as deferred_at""",
                token, seconds(lease), seconds(lease), chosen.stream().map(UUID::toString).toArray(String[]::new))
                .stream().collect(Collectors.toMap(ClaimedMail::id, Function.identity()));
        return chosen.stream().map(taken::get).toList();
    }

    /// More are looked at than taken, so that mails behind a crowd for one domain are seen.
    private List<FairShare.Due> due(Set<String> fullDomains, int limit) {
        return PlainSql.list(database,
                row -> new FairShare.Due(row.getObject("id", UUID.class), row.getString("recipient_domain")), """
                        select id, recipient_domain from outbox_mail
                        where state in ('QUEUED', 'SENDING', 'DEFERRED') and next_attempt_at <= transaction_timestamp()
                            and recipient_domain <> all(?)
                        order by next_attempt_at limit ? for update skip locked""",
                fullDomains.toArray(String[]::new), limit * 4);
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
        List<Report> inOrder = reports.stream().sorted((a, b) -> a.mail().id().compareTo(b.mail().id())).toList();
        int[] changed = PlainSql.updateAll(database, WRITE_DOWN, inOrder.stream().map(report -> new @Nullable Object[] {
                report.state().name(), report.said(), seconds(report.pause()), report.mail().id(), report.mail().lease() })
                .toList());
        for (int i = 0; i < changed.length; i++) {
            Report report = inOrder.get(i);
            if (changed[i] == 1 && report.badAddress()) {
                refused.add(report.mail().recipient(), report.mail().id(), report.said());
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static ClaimedMail claimed(ResultSet row, UUID lease, long deadline) throws SQLException {
        Duration trying = Duration.between(PlainSql.instant(row, "deferred_at"), PlainSql.instant(row, "now"));
        return new ClaimedMail(row.getObject("id", UUID.class), lease, deadline, row.getInt("attempts"), trying,
                row.getString("message_id"), row.getString("recipient"), row.getString("recipient_domain"),
                row.getString("subject"), row.getString("text_body"), row.getString("html_body"));
    }
}
