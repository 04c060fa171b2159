package org.weightgate.notices;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Writes;
import org.weightgate.web.PortalUrl;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Mail to be sent, written in its caller's transaction: if that rolls back, nothing is sent.
@ApplicationScoped
public class Outbox {

    private interface Way {
        void write(String sql, @Nullable Object... values);
    }

    private final Session database;
    private final Writes writes;
    private final PortalUrl portal;

    Outbox(Session database, Writes writes, PortalUrl portal) {
        this.database = database;
        this.writes = writes;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "notices")
    static class Templates {
        static native TemplateInstance letterText(Letter letter, String link);

        static native TemplateInstance letterHtml(Letter letter, String link);
    }

    /// Queues a letter to somebody who is not a person here, such as a referee.
    @Transactional(Transactional.TxType.MANDATORY)
    public void enqueueForStranger(UUID about, String recipient, String dedupeKey, Letter letter) {
        write(writes::now, about, null, recipient, dedupeKey, letter, false);
    }

    /// Queues a letter to a person about a request, grant or the like. A second one with the same dedupe key is left out.
    /// A recipient that is no address, or an address that refused mail before, shows as a bounce here and now, and holds
    /// up nobody's decision.
    @Transactional(Transactional.TxType.MANDATORY)
    public void enqueue(UUID about, UUID person, String recipient, String dedupeKey, Letter letter) {
        write(writes::now, about, person, recipient, dedupeKey, letter, false);
    }

    /// The same, written down with the event that follows.
    @Transactional(Transactional.TxType.MANDATORY)
    public void enqueueWithEvent(UUID about, UUID person, String recipient, String dedupeKey, Letter letter) {
        write(writes::later, about, person, recipient, dedupeKey, letter, false);
    }

    /// The one mail a refused address still gets.
    void enqueueProof(UUID person, String recipient, Letter letter) {
        write(writes::now, person, person, recipient, "address-proof:" + UUID.randomUUID(), letter, true);
    }

    /// Sends again what could not be delivered to this address in the last two weeks, each mail once, as far as its words are
    /// kept. A mail to somebody without an account that bounced after it was sent has lost its key.
    void repeatBounced(String address) {
        database.createNativeMutationQuery(
                """
                        insert into outbox_mail (id, about, person_id, original, dedupe_key, message_id, recipient, subject, text_body,
                                                 html_body, state)
                        select fresh.id, about, person_id, coalesce(original, mail.id), 'again:' || fresh.id,
                            '<' || fresh.id || substring(message_id from '@.*$'), recipient, subject, text_body, html_body, 'QUEUED'
                        from outbox_mail mail, lateral (select gen_random_uuid() as id, mail.id as of) fresh
                        where state = 'BOUNCED' and lower(recipient) = :address and text_body <> ''
                            and (person_id is not null or sent_at is null)
                            and queued_at > transaction_timestamp() - interval '14 days' and dedupe_key not like 'address-proof:%'
                            and not exists (select from outbox_mail later
                                            where later.original = coalesce(mail.original, mail.id) and later.queued_at > mail.queued_at)""")
                .setParameter("address", address).executeUpdate();
    }

    private void write(Way way, UUID about, @Nullable UUID person, String recipient, String dedupeKey, Letter letter,
            boolean proof) {
        boolean deliverable = MailText.isAddress(recipient);
        String link = portal.to(letter.actionPath());
        UUID id = UUID.randomUUID();
        String to = deliverable ? recipient : MailText.line(recipient);
        // "offset 0" keeps the inner query from being merged into the outer, which would look the address up once for each use
        way.write("""
                insert into outbox_mail (id, about, person_id, dedupe_key, message_id, recipient, subject, text_body, html_body,
                                         state, said, bounced_at)
                select cast(? as uuid), cast(? as uuid), cast(? as uuid), ?, ?, ?, ?, ?, ?,
                    case when problem is null then 'QUEUED' else 'BOUNCED' end, problem,
                    case when problem is not null then transaction_timestamp() end
                from (select coalesce(cast(? as text),
                                      (select 'not sent, because this address refused an earlier mail: ' || said
                                       from refused_address where address = lower(?) and not ?)) as problem offset 0) as known
                on conflict (dedupe_key) do nothing""",
                id, about, person, dedupeKey, "<" + id + "@" + portal.host() + ">", to, letter.fullSubject(),
                Templates.letterText(letter, link).render(), Templates.letterHtml(letter, link).render(),
                deliverable ? null : "the recipient is not a mail address", to, proof);
    }
}
