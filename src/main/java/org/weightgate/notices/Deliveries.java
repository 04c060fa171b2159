package org.weightgate.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// How far mails have come, and asking for one again. Whoever asks has already been allowed to.
@ApplicationScoped
public class Deliveries {

    private static final Duration BETWEEN = Duration.ofMinutes(2);
    private static final int A_DAY = 5;
    private static final String COLUMNS = """
            select id, person_id, recipient, subject, state, coalesce(said, '') as said, attempts, queued_at, sent_at,
                bounced_at, text_body <> '' as words_kept
            from outbox_mail
            """;

    private final Session database;

    Deliveries(Session database) {
        this.database = database;
    }

    /// The mails about something, oldest first.
    @Transactional
    public List<Delivery> about(UUID about) {
        return database.createNativeQuery(COLUMNS + "where about = :about order by queued_at, id", Tuple.class)
                .setParameter("about", about).getResultList().stream().map(Deliveries::delivery).toList();
    }

    /// The mails to one person about something, oldest first.
    @Transactional
    public List<Delivery> about(UUID about, UUID person) {
        return database.createNativeQuery(COLUMNS + "where about = :about and person_id = :person order by queued_at, id",
                Tuple.class).setParameter("about", about).setParameter("person", person)
                .getResultList().stream().map(Deliveries::delivery).toList();
    }

    /// The newest mails to a person, newest first.
    @Transactional
    public List<Delivery> to(UUID person, int limit) {
        return database.createNativeQuery(COLUMNS + "where person_id = :person order by queued_at desc limit :limit",
                Tuple.class).setParameter("person", person).setParameter("limit", limit)
                .getResultList().stream().map(Deliveries::delivery).toList();
    }

    /// When the mail queued under this key, or one that repeats it, was taken by the mail server, if none of that has
    /// bounced as far as is known now. A mail that waits, was refused or came back counts as not delivered.
    @Transactional
    public Optional<Instant> delivered(String dedupeKey) {
        return Column.of(database, """
                select min(mail.sent_at) from outbox_mail mail
                where mail.state = 'SENT' and (mail.dedupe_key = :key
                    or mail.original = (select first.id from outbox_mail first where first.dedupe_key = :key))""",
                Instant.class).setParameter("key", dedupeKey).getResultList().stream().flatMap(Stream::ofNullable).findFirst();
    }

    /// Whether the mail queued under this key was given up or came back, and was not sent again since; one that waits is not
    /// lost yet.
    @Transactional
    public boolean lost(String dedupeKey) {
        return !Column.of(database, """
                select 1 from outbox_mail mail where dedupe_key = :key and state in ('FAILED', 'BOUNCED')
                    and not exists (select from outbox_mail later
                                    where later.original = mail.id and later.state not in ('FAILED', 'BOUNCED'))""",
                Integer.class).setParameter("key", dedupeKey).getResultList().isEmpty();
    }

    /// Sends a mail again, to `address`, which may have been corrected since. `about` is what the asker may see mails of.
    @Transactional
    public Resend resend(UUID about, UUID mail, String address) {
        var found = database.createNativeQuery("""
                select coalesce(original, id) as first, state, text_body <> '' as words_kept from outbox_mail
                where id = :mail and about = :about""", Tuple.class)
                .setParameter("mail", mail).setParameter("about", about).getResultList().stream().findFirst();
        if (found.isEmpty()) {
            return new Resend.NotFound();
        }
        UUID first = found.get().get("first", UUID.class);
        // two clicks at once are one after the other
        Column.of(database, "select id from outbox_mail where id = :first for update", UUID.class)
                .setParameter("first", first).getSingleResult();
        if (!MailState.valueOf(found.get().get("state", String.class)).settled()) {
            return hurry(mail);
        }
        if (!found.get().get("words_kept", Boolean.class)) {
            return new Resend.Forgotten();
        }
        if (!MailText.isAddress(address) || refuses(address)) {
            return new Resend.AddressRefuses(address);
        }
        Optional<Instant> from = allowedFrom(first);
        if (from.isPresent()) {
            return new Resend.TooSoon(from.get());
        }
        return copy(first, mail, address);
    }

    private Resend hurry(UUID mail) {
        database.createNativeMutationQuery("""
                update outbox_mail set next_attempt_at = clock_timestamp()
                where id = :mail and state in ('QUEUED', 'DEFERRED') and next_attempt_at > clock_timestamp()""")
                .setParameter("mail", mail).executeUpdate();
        return new Resend.Hurried();
    }

    private boolean refuses(String address) {
        return Column.of(database, "select count(*) from refused_address where address = :address", Long.class)
                .setParameter("address", address.toLowerCase(Locale.ROOT)).getSingleResult() > 0;
    }

    /// Empty when it may be sent again now.
    private Optional<Instant> allowedFrom(UUID first) {
        return Column.of(database, """
                select case when count(*) filter (where original is not null) >= :day
                            then min(queued_at) filter (where original is not null) + interval '1 day'
                            else max(queued_at) + make_interval(secs => :seconds) end
                from outbox_mail
                where (id = :first or original = :first) and queued_at > transaction_timestamp() - interval '1 day'
                having (count(*) filter (where original is not null) >= :day
                    or max(queued_at) + make_interval(secs => :seconds) > transaction_timestamp())""", Instant.class)
                .setParameter("first", first).setParameter("day", A_DAY)
                .setParameter("seconds", (double) BETWEEN.toSeconds())
                .getResultList().stream().findFirst();
    }

    private Resend copy(UUID first, UUID mail, String address) {
        UUID id = UUID.randomUUID();
        int queued = database.createNativeMutationQuery("""
                insert into outbox_mail (id, about, person_id, original, dedupe_key, message_id, recipient, subject, text_body,
                                         html_body, state)
                select :id, about, person_id, :first, 'again:' || cast(:id as text),
                    '<' || cast(:id as text) || substring(message_id from '@.*$'), :recipient, subject, text_body, html_body,
                    'QUEUED'
                from outbox_mail where id = :mail and text_body <> ''""")
                .setParameter("id", id).setParameter("first", first).setParameter("mail", mail)
                .setParameter("recipient", address).executeUpdate();
        return queued == 1 ? new Resend.Queued() : new Resend.Forgotten();
    }

    private static Delivery delivery(Tuple row) {
        return new Delivery(row.get("id", UUID.class), row.get("person_id", UUID.class), row.get("recipient", String.class),
                row.get("subject", String.class), MailState.valueOf(row.get("state", String.class)),
                row.get("said", String.class), row.get("attempts", Integer.class), row.get("queued_at", Instant.class),
                row.get("sent_at", Instant.class), row.get("bounced_at", Instant.class), row.get("words_kept", Boolean.class));
    }
}
