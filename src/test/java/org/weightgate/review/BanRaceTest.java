package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.people.BanSubject;
import org.weightgate.people.BanWork;
import org.weightgate.people.Bans;
import org.weightgate.people.Person;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// A ban that is placed while its person is approved, or while they apply.
@QuarkusTest
class BanRaceTest {

    @Inject
    RequestStage stage;

    @Inject
    ReviewDesk desk;

    @Inject
    DeskReader reader;

    @Inject
    ApplicantDesk applicants;

    @Inject
    Bans bans;

    @Inject
    BanWork work;

    @Test
    void noApprovalOutlivesABan() throws Exception {
        for (int round = 0; round < 10; round++) {
            Model model = stage.model(1);
            Person ada = stage.person("Ada");
            UUID request = stage.submitted(ada, model);
            Person reviewer = stage.reviewer("Grace", model);
            Seen seen = reader.seen(reviewer, request).orElseThrow();

            Together.<Object> run(
                    List.of(() -> ban(ada, reviewer), () -> desk.decide(reviewer, request, "", seen, approval())));
            workedOff(ada);

            assertThat(stage.count("access_grant where person_id = :id and state in ('ACTIVE', 'SUSPENDED')", ada.id()))
                    .isZero();
            assertThat(stage.count("access_request where person_id = :id and state in ('DRAFT', 'SUBMITTED')", ada.id()))
                    .isZero();
        }
    }

    @Test
    void aBannedMemberGetsNoGrantAndTheOthersDo() throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        Person bob = stage.person("Bob");
        Person eve = stage.person("Eve");
        UUID request = stage.submitted(ada, model);
        stage.joined(request, bob);
        stage.joined(request, eve);
        Person reviewer = stage.reviewer("Grace", model);
        Seen before = reader.seen(reviewer, request).orElseThrow();
        ban(eve, reviewer);
        workedOff(eve);

        assertThat(desk.decide(reviewer, request, "", before, approval())).isInstanceOf(Outcome.Refused.class);
        Seen now = reader.seen(reviewer, request).orElseThrow();
        assertThat(desk.decide(reviewer, request, "", now, approval())).isInstanceOf(Outcome.Done.class);

        assertThat(grants(ada)).isOne();
        assertThat(grants(bob)).isOne();
        assertThat(grants(eve)).isZero();
        assertThat(stage.count("outbox_mail where person_id = :id and dedupe_key like 'request-approved%'", eve.id())).isZero();
        assertThat(reader.read(reviewer, request, DeskReader.Look.usual(DeskView.Attempt.none())).orElseThrow().toString())
                .contains("1 banned: no grant");
    }

    @Test
    void noGrantOfAMemberOutlivesTheirBan() throws Exception {
        for (int round = 0; round < 10; round++) {
            Model model = stage.model(1);
            Person ada = stage.person("Ada");
            Person eve = stage.person("Eve");
            UUID request = stage.submitted(ada, model);
            stage.joined(request, eve);
            Person reviewer = stage.reviewer("Grace", model);
            Seen seen = reader.seen(reviewer, request).orElseThrow();

            Together.<Object> run(
                    List.of(() -> ban(eve, reviewer), () -> desk.decide(reviewer, request, "", seen, approval())));
            workedOff(eve);

            assertThat(grants(eve)).isZero();
            assertThat(grants(ada)).isEqualTo(stage.count("access_request where id = :id and state = 'APPROVED'", request));
        }
    }

    /// The portal's own schedule may have taken the ban a moment before, and still be at it.
    private void workedOff(Person banned) throws InterruptedException {
        work.workOffAll();
        for (int i = 0; i < 600 && stage.count("ban where person_id = :id and worked_at is null", banned.id()) > 0; i++) {
            Thread.sleep(100);
        }
    }

    private static Ruling approval() {
        return new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of());
    }

    private long grants(Person person) {
        return stage.count("access_grant where person_id = :id and state in ('ACTIVE', 'SUSPENDED')", person.id());
    }

    @Test
    void noRequestOutlivesABan() throws Exception {
        for (int round = 0; round < 10; round++) {
            Model model = stage.model(1);
            Person ada = stage.person("Ada");
            Person admin = stage.person("Grace");
            var terms = stage.terms(model);
            var typed = new ApplicantDesk.Typed(0, new Answers(KnownAnswers.COMPLETE));

            Together.<Object> run(List.of(() -> ban(ada, admin), () -> applicants.saveAndSend(ada, model, "", typed, terms)));
            workedOff(ada);

            assertThat(stage.count("access_request where person_id = :id and state in ('DRAFT', 'SUBMITTED')", ada.id()))
                    .isZero();
            assertThat(applicants.saveAndSend(ada, model, "", typed, terms)).isInstanceOf(Outcome.Refused.class);
        }
    }

    private UUID ban(Person person, Person by) {
        return QuarkusTransaction.requiringNew()
                .call(() -> bans.place(BanSubject.of(person), null, "because", null, by.id()).id());
    }
}
