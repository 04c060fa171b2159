package org.weightgate.downloads;

import static io.restassured.RestAssured.given;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.Releases;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// How quick tickets are, on the real database; no test by its name, so only who asks runs it:
/// `./mvnw test -Dtest=MintBench`
@QuarkusTest
class MintBench {

    private static final int FILES = 10_000;
    private static final int HOLDERS = 200;
    private static final Duration EACH = Duration.ofSeconds(8);

    @Inject
    Stage stage;
    @Inject
    Session database;
    @Inject
    GrantDesk desk;
    @Inject
    DownloadGate gate;
    @Inject
    WeightStore store;
    @Inject
    UrlMints mints;
    @Inject
    Releases releases;
    @Inject
    People people;

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void measure() throws Exception {
        Model model = stage.model();
        UUID release = release(model);
        List<Someone> holders = IntStream.range(0, HOLDERS).mapToObj(_ -> stage.someone()).toList();
        List<Grant> grants = holders.stream().map(holder -> grant(model, holder)).toList();
        Release listed = QuarkusTransaction.requiringNew().call(() -> releases.findById(release));
        var files = QuarkusTransaction.requiringNew().call(() -> List.copyOf(releases.findById(release).files()));
        Duration ttl = Duration.ofMinutes(10);

        say("sign 10,000 addresses, alone", () -> files.forEach(
                file -> store.sign(model.id(), file.sha256(), file.path(), grants.getFirst().traceId(), ttl)));
        say("record 10,000 addresses, alone", () -> QuarkusTransaction.requiringNew().run(() -> mints.record(
                new Asked(grants.getFirst(), listed.id(), files, Way.TICKET, ttl, null, Instant.now()))));
        say("one ticket of 10,000 files, over HTTP", () -> given().auth().oauth2(holders.getFirst().token())
                .contentType("application/json").body(Map.of())
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets").then().statusCode(200));

        List<Person> persons = QuarkusTransaction.requiringNew()
                .call(() -> holders.stream().map(holder -> people.findById(holder.id())).toList());
        List<String> ten = files.subList(0, 10).stream().map(file -> file.path()).toList();
        var name = new ReleaseName(model.namespace(), model.name(), "1.0.0");
        rate("commits of one row", i -> QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery("update access_token set last_used_at = now() where person_id = :person")
                .setParameter("person", persons.get(i % HOLDERS).id()).executeUpdate()));
        rate("tickets of 10 files", i -> gate.mint(persons.get(i % HOLDERS), name, ten, Way.TICKET, null));
    }

    private UUID release(Model model) {
        UUID release = stage.release(model, "1.0.0", Map.of("first.bin", "first"));
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery("""
                insert into weight_file (release_id, position, path, role, size, sha256)
                select :release, n, 'shards/model-' || n || '.safetensors', 'weights', 8388608,
                       encode(sha256(cast(cast(n as text) as bytea)), 'hex') from generate_series(1, :files) as n""")
                .setParameter("release", release).setParameter("files", FILES - 1).executeUpdate());
        return release;
    }

    private Grant grant(Model model, Someone holder) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(holder.id(), model, UUID.randomUUID(), holder.id(), terms, Stage.inAMonth()));
    }

    private static void say(String what, Work work) throws Exception {
        var millis = new double[15];
        for (int i = 0; i < millis.length; i++) {
            long begun = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        double[] warm = Arrays.copyOfRange(millis, 5, millis.length);
        Arrays.sort(warm);
        System.out.printf("%-40s %8.0f ms (median of 10 after 5; most %.0f)%n", what, warm[warm.length / 2],
                warm[warm.length - 1]);
    }

    private interface Numbered {
        void run(int number);
    }

    private static void rate(String what, Numbered work) throws ExecutionException, InterruptedException {
        for (int threads : new int[] { 1, 8, 16 }) {
            long end = System.nanoTime() + EACH.toNanos();
            try (var pool = Executors.newFixedThreadPool(threads)) {
                List<Future<List<Long>>> workers = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int first = t * 13;
                    workers.add(pool.submit(() -> {
                        var nanos = new ArrayList<Long>();
                        for (long now = System.nanoTime(); now < end;) {
                            work.run(first + nanos.size());
                            long done = System.nanoTime();
                            nanos.add(done - now);
                            now = done;
                        }
                        return nanos;
                    }));
                }
                var all = new ArrayList<Long>();
                for (var worker : workers) {
                    all.addAll(worker.get());
                }
                all.sort(null);
                System.out.printf("%-40s %8.0f a second with %2d threads, p50 %.1f ms, p99 %.1f ms%n", what,
                        all.size() / (double) EACH.toSeconds(), threads, all.get(all.size() / 2) / 1e6,
                        all.get(all.size() * 99 / 100) / 1e6);
            }
        }
    }
}
