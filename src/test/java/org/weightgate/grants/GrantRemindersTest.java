package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.notices.Deliveries;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class GrantRemindersTest {

    @Inject
    GrantDesk desk;

    @Inject
    GrantReminders reminders;

    @Inject
    Deliveries deliveries;

    @Inject
    Stage stage;

    private Someone holder;
    private Model model;

    @BeforeEach
    void aModel() {
        holder = stage.someone();
        model = stage.model();
    }

    @Test
    void eachReminderComesOnceAsTheEndComesNear() {
        Grant grant = issue(holder);
        for (int days : new int[] { 100, 59, 59, 29, 29, 6, 6, 1 }) {
            endsIn(grant.id(), days, 365);
            remindAll();
        }

        assertThat(mails(grant)).hasSize(3).allMatch(subject -> subject.contains("Your access to " + model.fullName()));
    }

    @Test
    void theGrantThatTakesItsPlaceStopsThem() {
        Grant older = issue(holder);
        endsIn(older.id(), 20, 365);
        Grant newer = issue(holder);
        remindAll();

        assertThat(mails(older)).isEmpty();
        assertThat(mails(newer)).isEmpty();
    }

    @Test
    void whoIsPausedIsNotToldThatTheyCanDownload() {
        Grant open = issue(holder);
        Grant paused = issue(stage.someone());
        stage.change("update access_grant set state = 'SUSPENDED', suspend_reason = 'OWNER' where id = :id", paused.id());
        endsIn(open.id(), 20, 365);
        endsIn(paused.id(), 20, 365);
        remindAll();

        assertThat(text(open)).contains("You can download " + model.fullName()).contains("What you have works");
        assertThat(text(paused)).doesNotContain("You can download").doesNotContain("What you have works")
                .contains("is paused because the model's owner asked for it");
    }

    @Test
    void whatIsStillUnderWayADayLaterIsLookedAtAgain() {
        Grant grant = issue(holder);
        endsIn(grant.id(), 5, 365);
        remindAll();
        for (String state : List.of("DEFERRED", "FAILED")) {
            stage.change("update outbox_mail set state = '" + state + "', sent_at = null, next_attempt_at = now() + interval"
                    + " '1 day', lease = null, leased_until = null where about = :id", grant.id());
            stage.change("update access_grant set next_reminder_at = now() - interval '1 second' where id = :id", grant.id());
            remindAll();
            assertThat(stage.rows(String.class, "select 'again' from access_grant where id = :id and next_reminder_at > now()",
                    grant.id())).hasSize(1);
            assertThat(mails(grant)).hasSize(state.equals("FAILED") ? 2 : 1);
        }
    }

    @Test
    void whatDidNotArriveIsSentAgain() {
        Grant grant = issue(holder);
        endsIn(grant.id(), 20, 365);
        remindAll();
        stage.change("update outbox_mail set state = 'FAILED', lease = null, leased_until = null where about = :id",
                grant.id());
        stage.change("update access_grant set next_reminder_at = now() - interval '1 second' where id = :id", grant.id());
        remindAll();

        assertThat(mails(grant)).hasSize(2);
    }

    @Test
    void aGrantThatCannotBeLookedAtKeepsNobodyElseWaiting() {
        Grant broken = issue(stage.someone());
        Grant grant = issue(holder);
        endsIn(grant.id(), 20, 365);
        stage.change("update access_grant set ends_at = 'infinity', next_reminder_at = 'epoch' where id = :id", broken.id());
        remindAll();

        assertThat(mails(grant)).hasSize(1);
        assertThat(mails(broken)).isEmpty();
        endsIn(broken.id(), 300, 365);
    }

    @Test
    void threeReplicasRemindOnce() throws Exception {
        var grants = new ArrayList<Grant>();
        for (int i = 0; i < 150; i++) {
            Grant grant = issue(stage.someone());
            endsIn(grant.id(), 5, 365);
            grants.add(grant);
        }

        Together.run(Collections.nCopies(3, () -> {
            reminders.remindAll();
            return true;
        }));
        remindAll();

        assertThat(grants).allMatch(grant -> mails(grant).size() == 1);
    }

    /// The portal's own schedule may have the grants locked just now: it is done with them when they can be locked.
    private void remindAll() {
        reminders.remindAll();
        stage.change("update access_grant set id = id where model_id = :id", model.id());
    }

    private void endsIn(UUID grant, int days, int length) {
        stage.change("update access_grant set starts_at = now() + interval '" + (days - length)
                + " day', ends_at = now() + interval '"
                + days + " day', next_reminder_at = now() - interval '1 second' where id = :id", grant);
    }

    private List<String> mails(Grant grant) {
        return deliveries.about(grant.id()).stream().map(mail -> mail.subject())
                .filter(subject -> subject.contains(" ends on "))
                .toList();
    }

    private String text(Grant grant) {
        return stage.rows(String.class, "select text_body from outbox_mail where about = :id and subject like '% ends on %'",
                grant.id()).getFirst();
    }

    private Grant issue(Someone person) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(person.id(), model, UUID.randomUUID(), person.id(), terms, Stage.inAMonth()));
    }
}
