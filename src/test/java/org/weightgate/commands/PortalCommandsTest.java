package org.weightgate.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.Grant;
import org.weightgate.people.Scope;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

/// `models`, `request`, `status`, `doctor`, `whoami` and `download` against a portal that runs.
@QuarkusTest
class PortalCommandsTest {

    private static final String PORTAL = System.getProperty("test.portal", "");

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @TempDir
    Path folder;

    private Someone person;
    private Someone owner;
    private Model model;
    private ReleaseStage.Published release;
    private WeightgateCommand command;

    @BeforeEach
    void aReleaseAndSomebody() throws Exception {
        person = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        release = releases.release(model, "1.0.0",
                Map.of("config.json", ReleaseStage.text("{}"), "model.safetensors", ReleaseStage.text("weights of a test")));
        Files.writeString(folder.resolve("key.pem"), release.key().signer().pem());
        command = new WeightgateCommand(folder).at(PORTAL).as(person.token());
    }

    @Test
    void modelsSayWhereIStand() throws Exception {
        assertThat(line(command.run("models"), model.fullName())).contains("1.0.0").contains("A model of a test")
                .doesNotContain("[");

        releases.grant(person, model, owner);

        assertThat(line(command.run("models"), model.fullName())).contains("[open to you until ");
        assertThat(line(command.run("models", "--json"), model.fullName())).startsWith("{\"event\":\"model\"")
                .contains("\"version\":\"1.0.0\"", "\"standing\":\"open to you until ");
        assertThat(line(new WeightgateCommand(folder).at(PORTAL).run("models"), model.fullName())).doesNotContain("[");
    }

    @Test
    void modelsSayWhatBecameOfMyAccess() throws Exception {
        Grant grant = releases.grant(person, model, owner);
        stage.change("update access_grant set state = 'SUSPENDED', suspend_reason = 'OWNER' where id = :id", grant.id());
        assertThat(line(command.run("models"), model.fullName())).contains("[paused since ");
        refused(5, "is paused since", "download", model.fullName(), "--key", "key.pem");
        stage.change("update access_grant set state = 'REVOKED', suspend_reason = null, revoke_reason = 'MISUSE',"
                + " state_text = 'It was sold.' where id = :id", grant.id());
        assertThat(line(command.run("models"), model.fullName())).contains("[revoked on ");
        refused(5, "They wrote: \"It was sold.\"", "download", model.fullName(), "--key", "key.pem");
        stage.change("update access_grant set state = 'ACTIVE', revoke_reason = null, state_text = null where id = :id",
                grant.id());
        stage.letExpire(grant.id());
        assertThat(line(command.run("models"), model.fullName())).contains("[ended on ");
        refused(5, "ended on", "download", model.fullName(), "--key", "key.pem");
    }

    @Test
    void aRequestIsAskedForAnsweredSentAndFollowed() throws Exception {
        Run questions = command.run("request", model.fullName(), "--questions");
        assertThat(questions.exit()).as(questions.toString()).isZero();
        assertThat(questions.out()).contains("intendedUse: ", "Terms, version 1: Terms", "    Be kind.");
        answers(Map.of("name", "Ada"));
        refused(2, "The answers need another look", "request", model.fullName(), "--answers", "answers.json");
        answers(Map.of("surname", "Ada"));
        refused(2, "surname, which the form does not ask for", "request", model.fullName(), "--answers", "answers.json");
        Files.writeString(folder.resolve("answers.json"), "{\"name\":");
        refused(2, "answers.json is not JSON at line 1, column 9: ", "request", model.fullName(), "--answers", "answers.json");
        answers(KnownAnswers.COMPLETE);
        refused(2, "The terms have to be accepted", "request", model.fullName(), "--answers", "answers.json");
        refused(2, "Version 1 of the terms is in force, not 7", "request", model.fullName(), "--answers", "answers.json",
                "--accept-terms", "7");
        refused(2, "Nobody is there to be asked", "request", model.fullName());
        assertThat(line(command.run("status"), model.fullName())).contains("a draft of ");

        Run sent = command.run("request", model.fullName(), "--answers", "answers.json", "--accept-terms", "1");

        assertThat(sent.exit()).as(sent.toString()).isZero();
        assertThat(sent.out()).startsWith("Sent: your request ").contains(PORTAL + "/requests/");
        assertThat(line(command.run("status"), model.fullName())).contains("with the reviewers since ");
        assertThat(line(command.run("models"), model.fullName())).contains("[waiting for review]");
        assertThat(command.run("request", model.fullName(), "--answers", "answers.json").out())
                .contains("is with the reviewers since");
        assertThat(stage.rows(String.class, "select state from access_request where person_id = :id", person.id()))
                .containsExactly("SUBMITTED");
        assertThat(command.run("doctor", model.fullName()).out()).contains("BAD   access: Your request to access model "
                + model.fullName() + " is with the reviewers since");
        refused(5, "Your request to access model " + model.fullName() + " is with the reviewers since ",
                "download", model.fullName(), "--key", "key.pem");
    }

    @Test
    void statusShowsWhatTheTokenOpensAndSaysWhatTheRestNeeds() throws Exception {
        answers(KnownAnswers.COMPLETE);
        var applying = new WeightgateCommand(folder).at(PORTAL).as(stage.token(person.id(), Scope.APPLY));
        assertThat(applying.run("request", model.fullName(), "--answers", "answers.json", "--accept-terms", "1").exit())
                .isZero();

        Run status = applying.run("status", "--json");

        assertThat(status.exit()).as(status.toString()).isZero();
        assertThat(line(status, "\"event\":\"request\"")).contains("SUBMITTED");
        assertThat(line(status, "\"event\":\"not-shown\"")).contains("\"what\":\"grants\"",
                "\"reason\":\"insufficient-scope\"");
        assertThat(status.err()).contains("your grants are not shown", "lacks the scope \"read\"", PORTAL + "/tokens");
        assertThat(line(applying.run("models"), model.fullName())).contains("[waiting for review]");
        Run publishing = new WeightgateCommand(folder).at(PORTAL).as(stage.token(person.id(), Scope.PUBLISH)).run("status");
        assertThat(publishing.exit()).as(publishing.toString()).isEqualTo(5);
        assertThat(publishing.err()).contains("lacks the scope", PORTAL + "/tokens");
    }

    @Test
    void statusTellsWhatBecameOfRequestsAndGrants() throws Exception {
        assertThat(command.run("status").out()).contains("You have applied for nothing yet");
        Grant grant = releases.grant(person, model, owner);
        assertThat(line(command.run("status"), model.fullName())).contains(grant.reference(),
                "you may download it until", "weightgate download " + model.fullName());
        stage.letExpire(grant.id());
        stage.change("update access_grant set state = 'EXPIRED' where id = :id", grant.id());

        assertThat(line(command.run("status"), model.fullName())).contains("your access ended on ", "/renew");
        assertThat(line(command.run("status", "--json"), "\"event\":\"grant\"")).contains("\"state\":\"EXPIRED\"");
    }

    @Test
    void doctorFindsNothingInTheWayOfWhoMayDownload() throws Exception {
        releases.grant(person, model, owner);
        command.run("keys", "add", "key.pem");

        Run run = command.run("doctor");

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("ok    portal: " + PORTAL, "ok    clock: ", "ok    sign-in: you are ada-",
                "ok    keys: 1 trusted", "ok    access: you may download " + model.fullName(), "ok    store: sends bytes",
                "Nothing is in the way.").doesNotContain("BAD");
        assertThat(command.run("doctor", "--json").out().lines().toList().getLast())
                .isEqualTo("{\"event\":\"done\",\"exit\":0}");
        stage.withdraw(release.id());
        assertThat(command.run("doctor", model.fullName()).out()).contains("note  access: no release of " + model.fullName()
                + " is open").doesNotContain("BAD");
    }

    @Test
    void doctorNamesTheFirstThingThatIsWrong() throws Exception {
        Run noKeys = command.run("doctor", model.fullName());
        assertThat(noKeys.exit()).isEqualTo(4);
        assertThat(noKeys.out()).contains("BAD   keys: you trust no publisher yet", "BAD   access: ", "not-approved",
                "Start with the first line marked BAD.");
        command.run("keys", "add", "key.pem");
        assertThat(command.run("doctor", model.fullName()).exit()).isEqualTo(5);
        assertThat(command.run("doctor").out()).contains("note  access: you may download no model yet");

        Run noPortal = new WeightgateCommand(folder).run("doctor");
        assertThat(noPortal.exit()).isEqualTo(2);
        assertThat(noPortal.out()).contains("BAD   portal: No portal is known yet");
        Run stranger = new WeightgateCommand(folder).at(PORTAL).as("hf_" + "x".repeat(40)).run("doctor");
        assertThat(stranger.exit()).isEqualTo(5);
        assertThat(stranger.out()).contains("BAD   sign-in: ", "weightgate login");
        Run away = new WeightgateCommand(folder).at("http://localhost:1").run("doctor");
        assertThat(away.exit()).isEqualTo(3);
        assertThat(away.out()).contains("BAD   portal: ", "cannot be reached");
        Run proxy = new WeightgateCommand(folder).at(PORTAL).with("HTTPS_PROXY", "http://[").run("doctor");
        assertThat(proxy.exit()).isEqualTo(2);
        assertThat(proxy.out()).contains("BAD   proxy: ");
    }

    @Test
    void whoamiNamesThePersonBehindTheToken() throws Exception {
        assertThat(command.run("whoami").out()).startsWith("ada-")
                .contains("(Ada Lovelace), " + person.email() + " at " + PORTAL);
    }

    @Test
    void zeroIsDone() throws Exception {
        releases.grant(person, model, owner);

        Run run = command.run("download", model.fullName(), "--key", "key.pem", "--to", "to", "--json");

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines().toList().getLast()).startsWith("{\"event\":\"downloaded\"").contains("\"files\":2");
        assertThat(command.run("verify", "to", "--key", "key.pem").out()).startsWith("Verified " + model.fullName() + " 1.0.0");
    }

    @Test
    void aFileWhereTheSettingsBelongIsWrongUse() throws Exception {
        Files.writeString(folder.resolve("home"), "a file where the settings should be");

        refused(2, "home", "keys", "add", "key.pem");
    }

    @Test
    void twoIsWrongUse() throws Exception {
        refused(2, "NAMESPACE/NAME", "download", "nonsense");
        refused(2, "--connections must lie from 1 to 32", "download", model.fullName(), "--connections", "0");
        refused(2, "Unknown option: '--nonsense'", "status", "--nonsense");
        releases.grant(person, model, owner);
        refused(2, "matches --include", "download", model.fullName(), "--key", "key.pem", "--include", "*.gguf");
    }

    @Test
    void threeIsTheNetworkOrTheServer() throws Exception {
        command = new WeightgateCommand(folder).at("http://localhost:1").as(person.token());
        refused(3, "cannot be reached", "status");
        command = new WeightgateCommand(folder).at(System.getProperty("test.keycloak")).as(person.token());
        refused(3, "heck", "status");
        command = new WeightgateCommand(folder).at("https://localhost:" + PORTAL.replaceAll(".*:", "")).as(person.token());
        refused(3, "cannot be reached", "status");
    }

    @Test
    void fourIsWhatCannotBeVerified() throws Exception {
        releases.grant(person, model, owner);
        refused(4, "signed by a key you do not trust, with the fingerprint " + release.key().signer().fingerprint(), "download",
                model.fullName());
        command.run("download", model.fullName(), "--key", "key.pem", "--to", "to");
        Files.writeString(folder.resolve("to/model.safetensors"), "weights of a rest");

        refused(4, "model.safetensors, chunk 0", "verify", "to", "--key", "key.pem");
        refused(4, "it is not written over", "download", model.fullName(), "--key", "key.pem", "--to", "to");
    }

    @Test
    void fiveIsRefusedAccess() throws Exception {
        refused(5, "Visit " + PORTAL + "/models/" + model.fullName() + " to ask for access. [not-approved]",
                "download", model.fullName(), "--key", "key.pem");
        refused(5, "[not-approved]", "download", model.fullName());
        refused(5, "[not-found]", "download", "lab/none", "--key", "key.pem");
        refused(5, "[not-found]", "request", "lab/none", "--questions");
        Grant grant = releases.grant(person, model, owner);
        refused(5, "[not-found]", "download", model.fullName() + "@9.9", "--key", "key.pem");
        stage.letExpire(grant.id());
        refused(5, "/models/" + model.fullName() + "/renew [grant-expired]", "download", model.fullName(), "--key", "key.pem");
        command = new WeightgateCommand(folder).at(PORTAL).as(stage.token(person.id(), Scope.APPLY));
        refused(5, "[insufficient-scope]", "download", model.fullName() + "@1.0.0", "--key", "key.pem");
        stage.withdraw(release.id());
        refused(5, "withdrawn", "download", model.fullName() + "@1.0.0", "--key", "key.pem");
        command = new WeightgateCommand(folder).at(PORTAL).as("hf_" + "x".repeat(40));
        refused(5, "weightgate login", "status");
        command = new WeightgateCommand(folder).at(PORTAL);
        refused(5, "weightgate login", "status");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quota", "concurrent" })
    void aQuotaIsToldApartFromTheEndOfAccess(String kind) throws Exception {
        releases.grant(person, model, owner);
        stage.rule(model, kind.equals("quota") ? "quota_tickets_per_day" : "quota_concurrent", 1);
        assertThat(command.run("download", model.fullName(), "--key", "key.pem", "--to", "one", "--no-cache").exit()).isZero();

        refused(5, "[quota-exhausted]", "download", model.fullName(), "--key", "key.pem", "--to", "two", "--no-cache");
    }

    private void refused(int exit, String words, String... arguments) throws Exception {
        Run run = command.run(arguments);

        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.err()).startsWith("weightgate: ").contains(words).hasLineCount(1).doesNotContain("\tat ", "X-Amz");
    }

    private void answers(Map<String, String> answers) throws Exception {
        Files.write(folder.resolve("answers.json"), new ObjectMapper().writeValueAsBytes(answers));
    }

    private static String line(Run run, String words) {
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out().lines().filter(line -> line.contains(words)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + words + " in " + run));
    }
}
