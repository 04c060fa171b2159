package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

@QuarkusTest
class NoConnectionTest {

    @Inject
    AgroalDataSource database;

    @Test
    void whoGetsNoConnectionIsToldToComeAgain() throws Exception {
        List<Connection> taken = new ArrayList<>();
        try {
            int all = database.getConfiguration().connectionPoolConfiguration().maxSize();
            while (taken.size() < all) {
                taken.add(database.getConnection());
            }
            var page = CompletableFuture.supplyAsync(() -> ask("/", "text/html"));
            var withToken = CompletableFuture.supplyAsync(() -> RestAssured.given()
                    .header("Authorization", "Bearer hf_" + "a".repeat(40)).get("/api/v1/requests"));
            Response program = ask("/api/v1/models", "application/json");

            assertThat(program.statusCode()).isEqualTo(503);
            assertThat(program.header("Retry-After")).isEqualTo("3");
            assertThat(program.jsonPath().getString("reason")).isEqualTo("busy");
            assertThat(withToken.join().statusCode()).isEqualTo(503);
            assertThat(withToken.join().header("Retry-After")).isEqualTo("3");
            assertThat(page.join().statusCode()).isEqualTo(503);
            assertThat(page.join().header("Retry-After")).isEqualTo("3");
            assertThat(page.join().asString()).contains("Nothing was done with what you sent");
        } finally {
            for (Connection one : taken) {
                one.close();
            }
        }
        assertThat(ask("/", "text/html").statusCode()).isEqualTo(200);
    }

    private static Response ask(String path, String type) {
        return RestAssured.given().accept(type).get(path);
    }
}
