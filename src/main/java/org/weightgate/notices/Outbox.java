package org.weightgate.notices;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Mail to be sent, written in its caller's transaction: if that rolls back, nothing is sent.
@ApplicationScoped
public class Outbox {

    private final Session database;
    private final URI portal;

    Outbox(Session database, @ConfigProperty(name = "weightgate.portal-url") URI portal) {
        this.database = database;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "notices")
    static class Templates {
        static native TemplateInstance letterText(Letter letter, String link);

        static native TemplateInstance letterHtml(Letter letter, String link);
    }

    /// Queues a letter about a request, grant or the like. A second one with the same dedupe key is left out.
    /// A recipient that is no address fails here and now, visibly, and holds up nobody's decision.
    @Transactional(Transactional.TxType.MANDATORY)
    public void enqueue(UUID about, String recipient, String dedupeKey, Letter letter) {
        boolean deliverable = PlainText.isAddress(recipient);
        String link = portal.resolve(letter.actionPath()).toString();
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery("""
                insert into outbox_mail (id, about, dedupe_key, message_id, recipient, subject, text_body, html_body, state,
                                         last_error)
                values (:id, :about, :dedupeKey, :messageId, :recipient, :subject, :text, :html, :state, cast(:error as text))
                on conflict (dedupe_key) do nothing""")
                .setParameter("id", id)
                .setParameter("about", about)
                .setParameter("dedupeKey", dedupeKey)
                .setParameter("messageId", "<" + id + "@" + portal.getHost() + ">")
                .setParameter("recipient", deliverable ? recipient : PlainText.line(recipient))
                .setParameter("subject", letter.fullSubject())
                .setParameter("text", Templates.letterText(letter, link).render())
                .setParameter("html", Templates.letterHtml(letter, link).render())
                .setParameter("state", (deliverable ? MailState.QUEUED : MailState.FAILED).name())
                .setParameter("error", deliverable ? null : "the recipient is not a mail address", String.class)
                .executeUpdate();
    }

    /// The mails about something, oldest first, and how far each has come.
    @Transactional
    public List<Delivery> about(UUID about) {
        return database.createNativeQuery("""
                select id, subject, state, attempts, queued_at, sent_at
                from outbox_mail where about = :about order by queued_at, id""", Tuple.class)
                .setParameter("about", about)
                .getResultList().stream().map(Outbox::delivery).toList();
    }

    /// Whether the mail queued under this key was given up or came back; one that waits is not lost yet.
    @Transactional
    public boolean lost(String dedupeKey) {
        return !database.createNativeQuery(
                "select 1 from outbox_mail where dedupe_key = :key and state in ('FAILED', 'BOUNCED')", Integer.class)
                .setParameter("key", dedupeKey).getResultList().isEmpty();
    }

    private static Delivery delivery(Tuple row) {
        return new Delivery(row.get("id", UUID.class), row.get("subject", String.class),
                MailState.valueOf(row.get("state", String.class)), row.get("attempts", Integer.class),
                row.get("queued_at", Instant.class), row.get("sent_at", Instant.class));
    }
}
