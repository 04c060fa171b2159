package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

class AdmissionTest {

    private static final int MOST = 3;

    private final Room room = new Room();
    private final CountDownLatch work = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(MOST);
    private final HttpClient http = HttpClient.newHttpClient();
    private Vertx vertx = Vertx.vertx();
    private HttpServer server = start();

    private HttpServer start() {
        var router = Router.router(vertx);
        router.route().handler(
                new Admission(MOST, List.of(new Line(room)), new ComeAgain(), _ -> "<h1>Back in a moment</h1>")::admit);
        router.route("/slow").blockingHandler(context -> {
            begun.countDown();
            try {
                work.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            context.end("done");
        }, false);
        router.route().handler(context -> context.end("done"));
        return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    @BeforeEach
    void full() throws InterruptedException {
        for (int i = 0; i < MOST; i++) {
            slow.add(http.sendAsync(to("/slow").build(), BodyHandlers.ofString()));
        }
        begun.await();
    }

    private final List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();

    @AfterEach
    void stop() {
        work.countDown();
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void oneMoreIsToldToComeAgain() throws IOException, InterruptedException {
        var program = http.send(to("/api/v1/models").build(), BodyHandlers.ofString());
        assertThat(program.statusCode()).isEqualTo(503);
        assertThat(program.headers().firstValue("Retry-After")).contains("3");
        assertThat(program.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(program.body()).contains("\"reason\":\"busy\"");
        var browser = http.send(to("/models").header("Accept", "text/html").build(), BodyHandlers.ofString());
        assertThat(browser.statusCode()).isEqualTo(503);
        assertThat(browser.body()).contains("Back in a moment");
    }

    @Test
    void healthChecksAndTheLookOfPagesGetThrough() throws IOException, InterruptedException {
        for (String path : List.of("/q/health/ready", "/weightgate.css?v=1", "/weightgate.js", "/favicon.svg")) {
            assertThat(http.send(to(path).build(), BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void aFullRoomIsNotThePortal() throws IOException, InterruptedException {
        work.countDown();
        slow.forEach(CompletableFuture::join);
        var waits = http.sendAsync(to("/full").POST(BodyPublishers.ofString("not lost")).build(), BodyHandlers.ofString());
        assertThat(room.asked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(http.send(to("/full").build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(waits).isNotDone();

        room.places.set(1);

        assertThat(waits.join().body()).isEqualTo("done");
    }

    private static final class Room implements Doorkeeper {

        private final AtomicInteger places = new AtomicInteger();
        private final Semaphore asked = new Semaphore(0);

        @Override
        public boolean guards(String method, String path) {
            return method.equals("POST") && path.equals("/full");
        }

        @Override
        public int places() {
            asked.release();
            return places.get();
        }
    }

    @Test
    void placesBecomeFreeAgainAlsoOfThoseWhoHungUp() throws IOException, InterruptedException {
        slow.getFirst().cancel(true);
        work.countDown();
        slow.stream().skip(1).forEach(one -> assertThat(one.join().statusCode()).isEqualTo(200));
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(http.send(to("/models").build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .timeout(Duration.ofSeconds(20));
    }
}
