package org.weightgate.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.testing.Mails;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;

import io.quarkus.test.junit.QuarkusTest;

/// Who held access to a release hears once that it was withdrawn, and why.
@QuarkusTest
class WithdrawalLettersTest {

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    WithdrawalLetters letters;

    private Someone owner;
    private Model model;
    private UUID release;

    @BeforeEach
    void aRelease() throws Exception {
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        release = releases.release(model, "1.0.0", Map.of("config.json", ReleaseStage.text("{}"))).id();
    }

    @Test
    void theHoldersHearWhyAndTheLinkLeadsToThePortal() {
        Someone holder = stage.someone();
        Someone paused = stage.someone();
        Someone former = stage.someone();
        releases.grant(holder, model, owner);
        act(releases.grant(paused, model, owner), "suspend");
        act(releases.grant(former, model, owner), "revoke");

        withdraw("The tokenizer is broken.");

        var mail = Mails.await(holder.email(), "was withdrawn", Duration.ofSeconds(40));
        assertThat(mail.subject()).contains("Release 1.0.0 of " + model.fullName() + " was withdrawn");
        assertThat(mail.text()).contains("The tokenizer is broken.", "No new download of it starts");
        assertThat(mail.links()).isNotEmpty().allMatch(link -> link.equals(System.getProperty("test.portal") + "/models/"
                + model.fullName()));
        assertThat(mail.text() + mail.html()).doesNotContain("X-Amz");
        assertThat(told()).containsExactlyInAnyOrder(holder.email(), paused.email());
    }

    @Test
    void whoHasAnotherLineOfReleasesIsNotBothered() throws Exception {
        Someone holder = stage.someone();
        releases.grant(holder, model, owner);
        UUID other = releases.release(model, "2.0.0", Map.of("config.json", ReleaseStage.text("{}"))).id();
        stage.withdraw(other);

        tellAll(other);

        assertThat(told()).isEmpty();
        assertThat(stage.rows(String.class, "select version from release where id = :id and holders_told_at is not null",
                other)).containsExactly("2.0.0");
    }

    @Test
    void manyHoldersAndManyReplicasMakeOneMailEach() throws Exception {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 130; i++) {
            Someone holder = stage.someone();
            releases.grant(holder, model, owner);
            expected.add(holder.email());
        }
        stage.withdraw(release);

        Together.run(Collections.nCopies(4, () -> {
            letters.tellAll();
            return true;
        }));

        tellAll(release);
        assertThat(told()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /// The portal's own schedule may have the release locked just now.
    private void tellAll(UUID of) {
        for (int tries = 0; tries < 400 && stage.rows(UUID.class,
                "select id from release where id = :id and holders_told_at is not null", of).isEmpty(); tries++) {
            letters.tellAll();
            LockSupport.parkNanos(50_000_000);
        }
    }

    private List<String> told() {
        return stage.rows(String.class, """
                select recipient from outbox_mail m join access_grant g on g.id = m.about
                where g.model_id = :id and dedupe_key like 'withdrawn:%'""", model.id());
    }

    private void withdraw(String reason) {
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", reason))
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/withdraw").then().statusCode(200);
    }

    private void act(Grant grant, String act) {
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/" + act).then().statusCode(200);
    }
}
