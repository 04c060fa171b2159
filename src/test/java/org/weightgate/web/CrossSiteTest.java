package org.weightgate.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.SignIn;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class CrossSiteTest {

    private static final List<Class<? extends Annotation>> UNSAFE = List.of(POST.class, PUT.class, DELETE.class, PATCH.class);

    private record Route(String method, String path) {
    }

    @Test
    void everyRouteThatMayChangeSomethingRefusesOtherSites() {
        List<Route> routes = routes();

        assertThat(routes).hasSizeGreaterThan(20).contains(new Route("POST", "/logout"), new Route("POST", "/oauth/token"));
        for (Route route : routes) {
            for (String site : List.of("cross-site", "same-site", "whatever")) {
                refused(route, Map.of("Sec-Fetch-Site", site));
            }
            refused(route, Map.of("Origin", "https://evil.example"));
            refused(route, Map.of("Origin", "null"));
            refused(route, Map.of("Cookie", "something=1"));
        }
    }

    @Test
    void aSessionAloneDoesNotSpeakForItsPerson() {
        Map<String, String> session = SignIn.as("researcher");

        given().cookies(session).redirects().follow(false).post("/logout").then().statusCode(403);
        given().cookies(session).header("Origin", "https://evil.example").redirects().follow(false).post("/logout").then()
                .statusCode(403);
    }

    @Test
    void ourOwnPagesMay() {
        given().header("Sec-Fetch-Site", "same-origin").redirects().follow(false).post("/logout").then().statusCode(303);
    }

    private static ValidatableResponse refused(Route route, Map<String, String> headers) {
        return given().headers(headers).accept("application/json").redirects().follow(false)
                .request(route.method(), route.path()).then().statusCode(403).body("reason", equalTo("cross-site"));
    }

    private static List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (JavaClass type : new ClassFileImporter().importPackages("org.weightgate")) {
            for (JavaMethod method : type.getMethods()) {
                for (Class<? extends Annotation> verb : UNSAFE) {
                    if (method.isAnnotatedWith(verb)) {
                        routes.add(new Route(verb.getSimpleName(), path(type, method)));
                    }
                }
            }
        }
        return routes;
    }

    private static String path(JavaClass type, JavaMethod method) {
        String path = type.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("") + "/"
                + method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return ("/" + path).replaceAll("\\{[^}]*}", "0192f0c0-0000-7000-8000-000000000000").replaceAll("/+", "/")
                .replaceAll("(.)/$", "$1");
    }
}
