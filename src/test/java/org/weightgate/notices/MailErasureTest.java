package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.people.Person;
import org.weightgate.requests.RequestStage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// What stays of mails whose owner, or whose subject, was erased. The rows are not due for a day, so that no sender takes them.
@QuarkusTest
class MailErasureTest {

    @Inject
    MailErasure erasure;
    @Inject
    RequestStage stage;
    @Inject
    Session database;

    private Person ada;
    private Person eve;
    private UUID about;

    @BeforeEach
    void twoPeople() {
        ada = stage.person("Ada");
        eve = stage.person("Eve");
        about = UUID.randomUUID();
    }

    @Test
    void whatWasSentStaysAsAFactAndWhatWaitsDoesNotLeave() {
        UUID sent = mail(ada.id(), "sent:" + about, "SENT", null);
        UUID waits = mail(ada.id(), "waits:" + about, "QUEUED", null);
        UUID underWay = mail(ada.id(), "under-way:" + about, "SENDING", null);
        UUID anothers = mail(eve.id(), "anothers:" + about, "QUEUED", null);
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "insert into refused_address (address, mail_id, said, refused_at) values (lower(:address), :mail, '550 no', now())")
                .setParameter("address", ada.email()).setParameter("mail", sent).executeUpdate());

        QuarkusTransaction.requiringNew().run(() -> erasure.to(ada.id()));

        assertThat(row(sent)).isEqualTo("SENT|||");
        assertThat(row(waits)).isEqualTo("FAILED|||");
        assertThat(row(underWay)).as("its sender has lost its lease and sends it to nobody else").isEqualTo("FAILED|||");
        assertThat(row(anothers)).isEqualTo("QUEUED|" + eve.email() + "|About Ada|said");
        assertThat(QuarkusTransaction.requiringNew().call(() -> database.createNativeQuery(
                "select count(*) from refused_address where address = lower(:address)", Long.class)
                .setParameter("address", ada.email()).getSingleResult())).isZero();
    }

    @Test
    void othersKeepTheirAddressButNotTheWordsAboutThePerson() {
        UUID hers = mail(ada.id(), "hers:" + about, "BOUNCED", null);
        UUID theirs = mail(eve.id(), "theirs:" + about, "SENT", null);
        UUID nobodys = mail(null, "nobodys:" + about, "DEFERRED", null);

        QuarkusTransaction.requiringNew().run(() -> erasure.about(ada.id(), List.of(about)));

        assertThat(row(hers)).isEqualTo("BOUNCED|||");
        assertThat(row(theirs)).isEqualTo("SENT|" + eve.email() + "||said");
        assertThat(row(nobodys)).as("to a referee without an account").isEqualTo("FAILED|||");
    }

    @Test
    void oneMailIsErasedTogetherWithThoseThatRepeatIt() {
        UUID first = mail(null, "referee:" + about + ":1", "SENT", null);
        UUID again = mail(null, "again:" + UUID.randomUUID(), "SENT", first);
        UUID other = mail(null, "referee-other:" + about, "SENT", null);

        QuarkusTransaction.requiringNew().run(() -> erasure.keyed(ada.id(), about, "referee:" + about));

        assertThat(row(first)).isEqualTo("SENT|||");
        assertThat(row(again)).isEqualTo("SENT|||");
        assertThat(row(other)).isEqualTo("SENT|nobody@stage.example|About Ada|said");
    }

    @Test
    void aPrefixIsNoPattern() {
        UUID mail = mail(null, "a" + about, "SENT", null);

        QuarkusTransaction.requiringNew().run(() -> erasure.keyed(ada.id(), about, "_" + about));

        assertThat(row(mail)).startsWith("SENT|nobody@");
    }

    private UUID mail(@Nullable UUID person, String key, String state, @Nullable UUID original) {
        UUID id = UUID.randomUUID();
        String recipient = person == null ? "nobody@stage.example" : person.equals(ada.id()) ? ada.email() : eve.email();
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery("""
                insert into outbox_mail (id, about, person_id, original, dedupe_key, message_id, recipient, subject, text_body,
                    html_body, state, said, lease, leased_until, next_attempt_at)
                values (:id, :about, cast(:person as uuid), cast(:original as uuid), :key, cast(:id as text), :recipient,
                    'About Ada', 'Words', '<p>Words</p>', :state, 'said',
                    case when :state = 'SENDING' then :id end,
                    case when :state = 'SENDING' then now() + interval '1 day' end, now() + interval '1 day')""")
                .setParameter("id", id).setParameter("about", about).setParameter("person", person, UUID.class)
                .setParameter("original", original, UUID.class).setParameter("key", key).setParameter("recipient", recipient)
                .setParameter("state", state).executeUpdate());
        return id;
    }

    /// State, recipient, words and what the server said.
    private String row(UUID id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                        """
                                select concat_ws('|', state, recipient,
                                    case when text_body || html_body = '' or subject <> '' then subject else 'words left' end, coalesce(said, ''))
                                from outbox_mail where id = :id""",
                        String.class).setParameter("id", id).getSingleResult());
    }
}
