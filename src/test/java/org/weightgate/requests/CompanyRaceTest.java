package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.testing.Together;
import org.weightgate.web.LinkSecret;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// Members, referees and files in the same moment as the applicant, on the real database.
@QuarkusTest
class CompanyRaceTest {

    @Inject
    RequestStage stage;
    @Inject
    ApplicantDesk desk;
    @Inject
    TeamDesk teams;
    @Inject
    Members members;
    @Inject
    RefereeDesk refereeDesk;
    @Inject
    Referees referees;
    @Inject
    AttachmentDesk files;
    @Inject
    Messages messages;

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void aRefereeAnswersOnce(int threads) throws Exception {
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, stage.model(1));
        LinkSecret secret = LinkSecret.fresh();
        QuarkusTransaction.requiringNew().run(() -> referees.ask(UUID.randomUUID(), request, 1,
                new Referee("Grace", "grace@x.example", Optional.empty()), secret, Instant.now()));
        var calls = new ArrayList<Callable<RefereeView>>();
        for (int i = 0; i < threads; i++) {
            boolean confirmed = i % 2 == 0;
            calls.add(() -> refereeDesk.answer(secret, confirmed, "", Optional.empty()));
        }

        List<RefereeView> answers = Together.run(calls);

        assertThat(answers).filteredOn(answer -> answer.problem().isEmpty()).hasSize(1);
        assertThat(stage.count("event where stream = :id and type in ('referee.confirmed', 'referee.declined')", request))
                .isEqualTo(1);
    }

    @Test
    void nothingIsSentWithAMemberWhoHasNotAccepted() throws Exception {
        for (int round = 0; round < 6; round++) {
            Model model = stage.model(1);
            Person ada = stage.person("Ada");
            Person bob = stage.person("Bob");
            UUID request = saved(ada, model);
            LinkSecret secret = invited(request);
            Terms terms = stage.terms(model);

            Together.<Object> run(List.of(() -> desk.send(ada, request, "", 1, terms), () -> teams.join(bob, secret, terms)));

            boolean sent = stage.count("access_request where id = :id and state = 'SUBMITTED'", request) == 1;
            assertThat(stage.count("member where request_id = :id and state = 'JOINED'", request)).isEqualTo(1);
            assertThat(stage.count("request_revision where request_id = :id", request)).isEqualTo(sent ? 1 : 0);
        }
    }

    @Test
    void whoIsTakenOffDoesNotStay() throws Exception {
        for (int round = 0; round < 6; round++) {
            Model model = stage.model(1);
            Person ada = stage.person("Ada");
            Person bob = stage.person("Bob");
            UUID request = saved(ada, model);
            LinkSecret secret = invited(request);
            UUID member = members.with(secret).orElseThrow().id();
            Terms terms = stage.terms(model);

            Together.<Object> run(List.of(() -> teams.drop(ada, request, member), () -> teams.join(bob, secret, terms)));

            assertThat(stage.count("member where request_id = :id and state = 'DROPPED'", request)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 8, 16 })
    void noMoreFilesThanAllowedAreTaken(int threads) throws Exception {
        Person ada = stage.person("Ada");
        UUID request = saved(ada, stage.model(1));
        var calls = new ArrayList<Callable<Outcome<Attachment>>>();
        for (int i = 0; i < threads; i++) {
            String name = "cv" + i + ".pdf";
            calls.add(() -> files.attach(ada, request, name, FileTypeTest.PDF));
        }

        List<Outcome<Attachment>> outcomes = Together.run(calls);

        assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(5);
        assertThat(stage.count("attachment where request_id = :id and state = 'STORED'", request)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 16 })
    void aWithdrawalAndMessagesStandInOneOrder(int threads) throws Exception {
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, stage.model(1));
        var calls = new ArrayList<Callable<Object>>();
        calls.add(() -> desk.withdraw(ada, request, ""));
        for (int i = 1; i < threads; i++) {
            calls.add(() -> messages.fromApplicant(ada, request, "", "Hello"));
        }

        List<Object> outcomes = Together.run(calls);

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Done.class);
        assertThat(stage.count("message where request_id = :id", request))
                .isEqualTo(outcomes.stream().skip(1).filter(Outcome.Done.class::isInstance).count());
        assertThat(stage.count("""
                event e where stream = :id and type = 'request.message' and seq >
                    (select seq from event w where w.stream = e.stream and w.type = 'request.withdrawn')""", request)).isZero();
    }

    private UUID saved(Person person, Model model) {
        if (desk.save(person, model,
                new Typed(0, new Answers(KnownAnswers.COMPLETE))) instanceof Outcome.Done<ApplicantDesk.Saved>(var saved)) {
            return saved.id();
        }
        throw new AssertionError("not saved");
    }

    private LinkSecret invited(UUID request) {
        LinkSecret secret = LinkSecret.fresh();
        QuarkusTransaction.requiringNew().run(() -> members.invite(UUID.randomUUID(), request,
                new MailAddress("bob@x.example"), secret, Instant.now()));
        return secret;
    }
}
