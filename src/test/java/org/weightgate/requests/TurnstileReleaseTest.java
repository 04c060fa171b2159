package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.Stage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/// The turnstile and the transactions that go through it.
@QuarkusTest
class TurnstileReleaseTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Turnstile turnstile;
    @Inject
    SubmissionConfig config;
    @Inject
    Stage stage;

    @Test
    void aPlaceIsFreeAgainAfterARollback() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            turnstile.enter();
            assertThat(turnstile.free()).isEqualTo(config.atOnce() - 1);
            throw new IllegalStateException("on purpose");
        })).hasStackTraceContaining("on purpose");

        assertThat(turnstile.free()).isEqualTo(config.atOnce());
    }

    @Test
    void aPlaceIsFreeAgainWhenATransactionTakesTooLong() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Thread slow = Thread.ofVirtual().start(() -> {
            try {
                QuarkusTransaction.requiringNew().timeout(1).run(() -> {
                    turnstile.enter();
                    entered.countDown();
                    awaitOf(goOn);
                });
            } catch (RuntimeException _) {
                // it was ended from outside
            }
        });
        awaitOf(entered);

        until(() -> turnstile.free() == config.atOnce());
        goOn.countDown();
        slow.join();

        assertThat(turnstile.free()).as("given back once").isEqualTo(config.atOnce());
    }

    @Test
    void whoComesWhenManyWaitIsToldToComeAgain() throws InterruptedException {
        String token = stage.someone().token();
        submit(token).statusCode(404);
        var goOn = new CountDownLatch(1);
        List<Thread> visitors = new ArrayList<>();
        try {
            for (int i = 0; i < config.atOnce(); i++) {
                visitors.add(visitor(goOn));
            }
            until(() -> turnstile.free() == 0);
            for (int i = 0; i < Turnstile.MOST_WAITING; i++) {
                visitors.add(visitor(goOn));
            }
            until(() -> turnstile.waiting() == Turnstile.MOST_WAITING);

            submit(token).statusCode(503).header("Retry-After", equalTo("3"))
                    .body("reason", equalTo("busy")).body("detail", containsString("Nothing was done with what you sent"));
        } finally {
            goOn.countDown();
            for (Thread one : visitors) {
                one.join();
            }
        }
        assertThat(turnstile.free()).isEqualTo(config.atOnce());
        submit(token).statusCode(404);
    }

    private Thread visitor(CountDownLatch goOn) {
        return Thread.ofVirtual().start(() -> QuarkusTransaction.requiringNew().run(() -> {
            turnstile.enter();
            awaitOf(goOn);
        }));
    }

    private static ValidatableResponse submit(String token) {
        return given().auth().oauth2(token).accept("application/json").contentType("application/json")
                .header("If-Match", "\"1\"").body("{}")
                .post("/api/v1/requests/" + UUID.randomUUID() + "/submit").then();
    }

    private static void awaitOf(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier so) throws InterruptedException {
        Instant end = Instant.now().plus(LONG);
        while (!so.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(20);
        }
    }
}
