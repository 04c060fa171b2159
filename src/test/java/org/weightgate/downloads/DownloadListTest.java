package org.weightgate.downloads;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.util.Map;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.Grant;
import org.weightgate.people.Scope;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.xml.XmlPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class DownloadListTest {

    private static final byte[] WEIGHTS = new byte[ReleaseStage.CHUNK + 10];

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    Session database;

    private Someone holder;
    private Someone owner;
    private Model model;
    private Grant grant;
    private ReleaseStage.Published release;

    @BeforeEach
    void aReleaseAndSomeoneWhoMayHaveIt() throws Exception {
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        release = releases.release(model, "1.0.0", Map.of("sub dir/config é&.json", text("{}"),
                "model.safetensors", WEIGHTS, "empty.txt", new byte[0]));
        grant = releases.grant(holder, model, owner);
    }

    @Test
    void aListHasSizesDigestsPiecesAndAddresses() {
        XmlPath list = list();

        assertThat(list.getList("metalink.file.@name", String.class)).containsExactlyInAnyOrder("sub dir/config é&.json",
                "model.safetensors", "empty.txt", "weights-manifest.json", "model.sig");
        assertThat(list.getLong("metalink.file.find { it.@name == 'model.safetensors' }.size")).isEqualTo(WEIGHTS.length);
        assertThat(list.getString("metalink.file.find { it.@name == 'model.safetensors' }.hash"))
                .isEqualTo(ReleaseStage.Published.sha256(WEIGHTS));
        assertThat(list.getInt("metalink.file.find { it.@name == 'model.safetensors' }.pieces.@length"))
                .isEqualTo(ReleaseStage.CHUNK);
        assertThat(list.getList("metalink.file.find { it.@name == 'model.safetensors' }.pieces.hash")).hasSize(2);
        assertThat(list.getList("metalink.file.url", String.class)).hasSize(5).doesNotHaveDuplicates()
                .allMatch(address -> address.startsWith(System.getProperty("test.portal") + "/get/"))
                .noneMatch(address -> address.contains("X-Amz") || address.contains("hf_"));
    }

    @Test
    void itsAddressesLeadThroughTheGateToTheStoreEachTime() {
        XmlPath list = list();
        String first = follow(address(list, "model.safetensors")).statusCode(302).extract().header("Location");
        follow(address(list, "model.safetensors")).statusCode(302);

        assertThat(given().urlEncodingEnabled(false).get(first).asByteArray()).isEqualTo(WEIGHTS);
        follow(address(list, "weights-manifest.json")).statusCode(200);
        assertThat(stage.rows(String.class, "select path || ' ' || way from url_mint where grant_id = :id order by minted_at",
                grant.id())).containsExactly("model.safetensors DOWNLOAD_LIST", "model.safetensors DOWNLOAD_LIST",
                        "weights-manifest.json SERVED");
    }

    @Test
    void aProgramIsToldHowLongToWaitWhereTooManyAreUnderWay() {
        stage.rule(model, "quota_concurrent", 1);
        String address = address(list(), "model.safetensors");
        given().auth().oauth2(holder.token()).contentType("application/json").body(Map.of())
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets").then().statusCode(200);

        String seconds = follow(address).statusCode(429).body("reason", equalTo("quota-exhausted")).extract()
                .header("Retry-After");

        assertThat(Integer.parseInt(seconds)).isBetween(1, 901);
    }

    @Test
    void anAddressOpensItsOwnFileOnly() {
        XmlPath list = list();
        String address = address(list, "model.safetensors");
        String other = address(list(), "model.safetensors");

        follow(address.replace("model.safetensors", "empty.txt")).statusCode(404);
        follow(address.replaceFirst("/get/[^/]+/", "/get/" + other.replaceFirst(".*/get/([^/]+)/.*", "$1") + "/"))
                .statusCode(404);
        follow(address.replaceFirst("/get/([^/]+)/[^/]+/", "/get/$1/" + "A".repeat(86) + "/")).statusCode(404);
        follow(address.replaceFirst("/get/([^/]+)/[^/]+/", "/get/$1/%00/")).statusCode(404);
        follow(address.replaceFirst("/get/[^/]+/", "/get/x/")).statusCode(404);
    }

    @Test
    void whatItsHolderTakesBackIsOver() {
        String address = address(list(), "model.safetensors");
        given().auth().oauth2(stage.someone().token()).redirects().follow(false)
                .post("/models/" + model.fullName() + "/download-lists/take-back").then().statusCode(303);
        follow(address).statusCode(302);

        given().auth().oauth2(holder.token()).redirects().follow(false)
                .post("/models/" + model.fullName() + "/download-lists/take-back").then().statusCode(303);

        follow(address).statusCode(404);
        follow(address(list(), "model.safetensors")).statusCode(302);
    }

    @Test
    void itEndsByItself() {
        String address = address(list(), "model.safetensors");
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery("""
                update download_list set created_at = now() - interval '31 day', expires_at = now() - interval '1 day'
                where grant_id = :grant""").setParameter("grant", grant.id()).executeUpdate());

        follow(address).statusCode(404).body("detail", containsString("/grants"));
    }

    @Test
    void itStopsWithTheGrant() {
        String address = address(list(), "model.safetensors");
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/suspend").then().statusCode(200);

        follow(address).statusCode(403).body("reason", equalTo("grant-suspended"));
        given().urlEncodingEnabled(false).accept("*/*").get(address).then().statusCode(403)
                .body("detail", equalTo("Your access is suspended. See " + System.getProperty("test.portal") + "/grants"));
        given().urlEncodingEnabled(false).accept("text/html").get(address).then().statusCode(403)
                .contentType(startsWith("text/html")).body(containsString("See <a href=\"" + System.getProperty("test.portal")
                        + "/grants\">"));
        ask(holder).then().statusCode(403).body("reason", equalTo("grant-suspended"));
    }

    @Test
    void anotherGrantDoesNotOpenItAgain() {
        String address = address(list(), "model.safetensors");
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/revoke").then().statusCode(200);
        follow(address).statusCode(403).body("reason", equalTo("grant-revoked"));

        releases.grant(holder, model, owner);

        follow(address).statusCode(404).body("detail", containsString("Get a new download list"));
        follow(address(list(), "model.safetensors")).statusCode(302);
    }

    @Test
    void aWithdrawnReleaseIsInNoList() {
        String address = address(list(), "model.safetensors");
        stage.withdraw(release.id());

        follow(address).statusCode(410).body("reason", equalTo("release-withdrawn"));
        ask(holder).then().statusCode(410);
        given().get("/models/" + model.fullName() + "/releases/1.0.0/SHA256SUMS").then().statusCode(410);
    }

    @Test
    void whoHasNoAccessGetsNoList() {
        ask(stage.someone()).then().statusCode(403).body("reason", equalTo("not-approved"));
        given().header("Accept", "application/json").post(lists()).then().statusCode(401);
        given().auth().oauth2(stage.token(holder.id(), Scope.APPLY)).post(lists()).then().statusCode(403)
                .body("reason", equalTo("insufficient-scope"));
    }

    @Test
    void checksumsArePublicAndCoverTheManifestToo() {
        String base = "/models/" + model.fullName() + "/releases/1.0.0";
        given().get(base + "/SHA256SUMS").then().statusCode(200).contentType(startsWith("text/plain"))
                .body(containsString(ReleaseStage.Published.sha256(WEIGHTS) + "  model.safetensors\n"))
                .body(containsString(ReleaseStage.Published.sha256(release.manifest()) + "  weights-manifest.json\n"))
                .body(containsString(ReleaseStage.Published.sha256(release.signature()) + "  model.sig\n"));
        given().get("/models/" + model.fullName() + "/releases/9.9.9/SHA256SUMS").then()
                .statusCode(404);
    }

    private XmlPath list() {
        return ask(holder).then().statusCode(200).contentType(startsWith("application/metalink4+xml"))
                .header("Content-Disposition", equalTo("attachment; filename=\"" + model.name() + "-1.0.0.meta4\""))
                .extract().response().xmlPath();
    }

    private Response ask(Someone person) {
        return given().auth().oauth2(person.token()).post(lists());
    }

    private String lists() {
        return "/models/" + model.fullName() + "/releases/1.0.0/metalink";
    }

    private static String address(XmlPath list, String path) {
        return list.getString("metalink.file.find { it.@name == '" + path + "' }.url");
    }

    private static ValidatableResponse follow(String address) {
        return given().urlEncodingEnabled(false).accept("application/json").redirects().follow(false).get(address).then();
    }
}
