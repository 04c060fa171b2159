package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
    void whoComesWhenManyWaitWaitsInFrontOfTheDoor() throws InterruptedException {
        String token = stage.someone().token();
        submit(token).statusCode(404);
        var goOn = new CountDownLatch(1);
        List<Thread> visitors = new ArrayList<>();
        CompletableFuture<ValidatableResponse> outside;
        try {
            for (int i = 0; i < 2 * config.atOnce(); i++) {
                visitors.add(visitor(goOn));
            }
            until(() -> turnstile.waiting() == config.atOnce());
            outside = CompletableFuture.supplyAsync(() -> submit(token));
            Thread.sleep(500);
            assertThat(outside).isNotDone();
            assertThat(turnstile.waiting()).isEqualTo(config.atOnce());
        } finally {
            goOn.countDown();
            for (Thread one : visitors) {
                one.join();
            }
        }
        outside.join().statusCode(404);
        assertThat(turnstile.free()).isEqualTo(config.atOnce());
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
