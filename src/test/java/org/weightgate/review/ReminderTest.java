package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Together;

import io.quarkus.test.junit.QuarkusTest;

/// Reminders on the real database: once with any number of replicas, and again when a mail did not arrive.
@QuarkusTest
class ReminderTest {

    @Inject
    RequestStage stage;
    @Inject
    DailyMails dailyMails;
    @Inject
    ClaimReminders claimReminders;
    @Inject
    ReminderSettings settings;
    @Inject
    ClaimDesk claims;

    private Model model;
    private UUID request;
    private Person grace;

    @BeforeEach
    void aRequestAndItsReviewer() {
        model = stage.model(1);
        request = stage.submitted(stage.person("Ada"), model);
        grace = stage.reviewer("Grace", model);
        settings.noticeNewReviewers();
    }

    @Test
    void manyReplicasWriteOneDigest() throws Exception {
        stage.digestDue(grace.id());

        Together.run(Collections.nCopies(8, () -> {
            while (dailyMails.writeNext()) {
                // until nothing is due
            }
            return true;
        }));

        stage.settled("review_reminder", "person_id", grace.id());
        assertThat(stage.count("outbox_mail where about = :id and dedupe_key like 'review-digest:%'", grace.id())).isEqualTo(1);
        assertThat(stage.count("review_reminder where person_id = :id and next_at > now()", grace.id())).isEqualTo(1);
        stage.digestDue(grace.id());
        while (dailyMails.writeNext()) {
            // a second time on the same day
        }
        stage.settled("review_reminder", "person_id", grace.id());
        assertThat(stage.count("outbox_mail where about = :id and dedupe_key like 'review-digest:%'", grace.id())).isEqualTo(1);
    }

    @Test
    void whoTurnedItOffOrHasNothingToDoGetsNoDigest() {
        Person off = stage.reviewer("Off", model);
        settings.choose(off, false, 7);
        stage.digestDue(off.id());
        Person idle = stage.reviewer("Idle", stage.model(1));
        settings.noticeNewReviewers();
        stage.digestDue(idle.id());
        Person away = stage.reviewer("Away", model);
        claims.away(away, true);
        settings.noticeNewReviewers();
        stage.digestDue(away.id());
        while (dailyMails.writeNext()) {
            // until nothing is due
        }

        for (Person person : new Person[] { off, idle, away }) {
            stage.settled("review_reminder", "person_id", person.id());
            assertThat(stage.count("outbox_mail where about = :id", person.id())).isZero();
        }
    }

    @Test
    void aClaimThatBecomesDueIsRemindedOfOnce() throws Exception {
        claims.take(grace, request, false);
        while (claimReminders.writeNext()) {
            // nothing of this test's
        }
        assertThat(reminders()).isZero();
        stage.waits(request, 60);

        Together.run(Collections.nCopies(6, () -> {
            while (claimReminders.writeNext()) {
                // until nothing is due
            }
            return true;
        }));

        stage.settled("claim", "request_id", request);
        assertThat(reminders()).isEqualTo(1);
    }

    @Test
    void aReminderThatBouncedDoesNotCountAsSent() {
        claims.take(grace, request, false);
        stage.waits(request, 60);
        remindOfClaims();
        assertThat(reminders()).isEqualTo(1);

        stage.reminderBounced(request);
        remindOfClaims();

        assertThat(reminders()).isEqualTo(2);
        assertThat(stage.count("claim_reminder where request_id = :id and attempt = 2", request)).isEqualTo(1);
    }

    private void remindOfClaims() {
        while (claimReminders.writeNext()) {
            // until nothing is due
        }
        stage.settled("claim", "request_id", request);
    }

    private long reminders() {
        return stage.count("outbox_mail where dedupe_key like 'claim-due:' || cast(:id as text) || ':%'", request);
    }
}
