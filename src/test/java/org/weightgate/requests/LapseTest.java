package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Typed;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// Silence closes a request, but only when its owner was told in time. The policy of these models is 90 days and 14 of notice.
@QuarkusTest
class LapseTest {

    @Inject
    RequestStage stage;
    @Inject
    ApplicantDesk desk;
    @Inject
    LapseClock clock;
    @Inject
    StatusReader pages;
    @Inject
    Session database;

    private Person ada;
    private Model model;
    private UUID draft;

    @BeforeEach
    void aDraft() {
        model = stage.model(1);
        ada = stage.person("Ada");
        draft = save(0);
    }

    @Test
    void anIdleDraftIsRemindedOfOnceAndNotClosed() {
        idleFor(77);
        lookAfterAllIdle();
        lookAfterAllIdle();

        assertThat(reminders()).isEqualTo(1);
        assertThat(state("DRAFT")).isTrue();
        assertThat(stage.count("outbox_mail m join access_request r on r.id = m.about and r.person_id = m.person_id"
                + " where r.id = :id", draft)).isEqualTo(1);
    }

    @Test
    void nobodyIsRemindedTooEarly() {
        idleFor(75);
        lookAfterAllIdle();

        assertThat(reminders()).isZero();
    }

    @Test
    void aReminderThatCameLateGivesItsTimeAllTheSame() {
        idleFor(300);
        lookAfterAllIdle();
        reminderArrived("SENT", 13);
        lookAfterAllIdle();

        assertThat(state("DRAFT")).isTrue();
    }

    @Test
    void afterAReminderThatArrivedInTimeItLapses() {
        idleFor(90);
        lookAfterAllIdle();
        reminderArrived("SENT", 14);
        lookAfterAllIdle();

        assertThat(state("LAPSED")).isTrue();
        assertThat(stage.count("event where stream = :id and type = 'request.lapsed' and actor is null", draft)).isEqualTo(1);
        assertThat(stage.count("outbox_mail where about = :id and dedupe_key like 'request-lapsed:%' and person_id is not null",
                draft)).isEqualTo(1);
    }

    @Test
    void whoeverJoinedHearsThatItLapsedOrWasWithdrawn() {
        Person bob = stage.person("Bob");
        stage.joined(draft, bob);
        idleFor(90);
        lookAfterAllIdle();
        assertThat(told(bob)).isZero();
        reminderArrived("SENT", 14);
        lookAfterAllIdle();
        assertThat(told(bob)).isOne();

        UUID sent = stage.submitted(stage.person("Grace"), model);
        Person eve = stage.person("Eve");
        Person left = stage.person("Left");
        stage.joined(sent, eve);
        stage.joined(sent, left);
        change("update member set state = 'DECLINED' where person_id = :id", left.id());
        stage.withdraw(sent);
        stage.withdraw(sent);

        assertThat(told(eve)).isOne();
        assertThat(told(left)).isZero();
    }

    private long told(Person member) {
        return stage.count("outbox_mail where person_id = :id and dedupe_key like 'team-ended:%'", member.id());
    }

    @Test
    void aReminderThatNeverArrivedClosesNothing() {
        idleFor(400);
        lookAfterAllIdle();
        reminderArrived("FAILED", 300);
        lookAfterAllIdle();

        assertThat(state("DRAFT")).isTrue();
    }

    @Test
    void whatItsOwnerDoesBeginsTheCountAnew() {
        idleFor(90);
        lookAfterAllIdle();
        reminderArrived("SENT", 14);
        save(1);
        lookAfterAllIdle();

        assertThat(state("DRAFT")).isTrue();
        assertThat(reminders()).isEqualTo(1);
    }

    @Test
    void aRequestThatWaitsForUsNeverLapses() {
        UUID sent = stage.submitted(stage.person("Grace"), model);
        change("update access_request set updated_at = now() - interval '900 days' where id = :id", sent);
        lookAfterAllIdle();

        assertThat(stage.count("access_request where id = :id and state = 'SUBMITTED'", sent)).isEqualTo(1);
        assertThat(stage.count("outbox_mail where about = :id and dedupe_key like 'request-idle:%'", sent)).isZero();
    }

    @Test
    void whatWasWrittenAfterAQuestionIsReadAndTakenOver() {
        Person grace = stage.person("Grace");
        UUID asked = stage.submitted(grace, model);
        change("update access_request set state = 'CHANGES_REQUESTED' where id = :id", asked);
        save(grace, 1, KnownAnswers.with("role", "Written after the question"));
        stage.reply(asked, "I share no data.");
        stage.attached(asked, grace, 2, "evaluation.pdf");
        change("update access_request set state = 'LAPSED', decided_at = now() where id = :id", asked);

        StatusView page = pages.of(grace, asked, StatusView.Attempt.NONE).orElseThrow();
        assertThat(page.unsent()).isTrue();
        assertThat(page.answers()).extracting(AnswerView::text).contains("Written after the question");
        assertThat(page.unsentReply()).contains("I share no data.");
        assertThat(page.beside().files()).extracting(Attachment::name).containsExactly("evaluation.pdf");
        UUID copy = saved(desk.copyAsNew(grace, asked, ""));
        assertThat(
                stage.count("request_draft where request_id = :id and answers ->> 'role' = 'Written after the question'", copy))
                .isEqualTo(1);
    }

    private void lookAfterAllIdle() {
        clock.lookAfterAllIdle();
        stage.settled("access_request", "id", draft);
    }

    private UUID save(int version) {
        return save(ada, version, KnownAnswers.COMPLETE);
    }

    private UUID save(Person person, int version, Map<String, String> answers) {
        return saved(desk.save(person, model, new Typed(version, new Answers(answers))));
    }

    private static UUID saved(Outcome<ApplicantDesk.Saved> outcome) {
        if (outcome instanceof Outcome.Done<ApplicantDesk.Saved>(var saved)) {
            return saved.id();
        }
        throw new AssertionError("not saved");
    }

    private void idleFor(int days) {
        change("update access_request set updated_at = now() - interval '" + days + " days' where id = :id", draft);
        change("update request_draft set saved_at = now() - interval '" + days + " days' where request_id = :id", draft);
    }

    private void reminderArrived(String state, int daysAgo) {
        change("update outbox_mail set state = '" + state + "', lease = null, leased_until = null, sent_at = now() - interval '"
                + daysAgo + " days' where about = :id and dedupe_key like 'request-idle:%'", draft);
    }

    private long reminders() {
        return stage.count("outbox_mail where about = :id and dedupe_key like 'request-idle:%'", draft);
    }

    private boolean state(String state) {
        return stage.count("access_request where id = :id and state = '" + state + "'", draft) == 1;
    }

    private void change(String sql, UUID id) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeMutationQuery(sql).setParameter("id", id).executeUpdate());
    }
}
