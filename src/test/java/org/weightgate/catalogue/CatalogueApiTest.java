package org.weightgate.catalogue;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.Stage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class CatalogueApiTest {

    @Inject
    Stage stage;

    @Test
    void anyoneSeesWhichModelsThereAreAndWhatTheyContain() {
        Model model = stage.model();
        stage.release(model, "1.0", Map.of("model.safetensors", "weights"));

        given().get("/api/v1/models").then().statusCode(200).body("models.name", hasItem(model.name()));
        given().get("/api/v1/models/" + model.fullName()).then().statusCode(200)
                .body("latest.version", equalTo("1.0"))
                .body("latest.files[0].path", equalTo("model.safetensors"))
                .body("latest.files[0].sha256", equalTo(Stage.sha256("weights")))
                .body("terms.sha256", equalTo(Stage.sha256("Be kind.")));
        given().get("/api/v1/models/" + model.fullName() + "/releases/latest/manifest").then().statusCode(200)
                .body(equalTo("{}"));
    }

    @Test
    void thePagesOfModelsNeedNoAccount() {
        Model model = stage.model();
        stage.release(model, "1.0", Map.of("model.safetensors", "weights"));

        given().accept("text/html").get("/").then().statusCode(200).body(containsString(model.name()));
        given().accept("text/html").get("/models/" + model.fullName()).then().statusCode(200)
                .body(containsString("Sign in to apply")).body(containsString("model.safetensors"));
        given().redirects().follow(false).get("/" + model.fullName()).then().statusCode(302)
                .header("Location", containsString("/models/" + model.fullName()));
    }

    @Test
    void whatIsNotThereIsACalmPageOrAProblem() {
        given().accept("text/html").get("/models/lab/nothing").then().statusCode(404)
                .body(containsString("There is nothing here")).body(not(containsString("Exception")));
        given().get("/api/v1/models/lab/nothing").then().statusCode(404).contentType("application/problem+json")
                .body("reason", equalTo("not-found")).body("type", equalTo("urn:weightgate:problem:not-found"));
        given().accept("text/html").get("/no/such/page").then().statusCode(404).body(containsString("There is nothing here"));
        given().accept("text/html").get("/tokens.html").then().statusCode(404).body(containsString("There is nothing here"));
    }

    @Test
    void releasesThatAreNotOpenYetAreNobodysBusiness() {
        Model model = stage.model();

        given().get("/api/v1/models/" + model.fullName() + "/releases/1.0/manifest").then().statusCode(404);
        given().get("/api/v1/models/" + model.fullName() + "/releases/latest/signature").then().statusCode(404);
    }
}
