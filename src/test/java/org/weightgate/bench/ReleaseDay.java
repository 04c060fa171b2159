package org.weightgate.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.weightgate.local.TestParts;

/// The day a model is released: so many submissions a second, each by another person, at fixed times whether or not the portal
/// keeps up. Latency counts from the moment a submission was meant to begin.
///
///     java -Dweightgate.test.keep -cp 'target/test-classes:target/local-lib/*:target/quarkus-app/lib/main/*' \
///         org.weightgate.bench.ReleaseDay [RATE] [SECONDS] [ROWS-BEFORE]
///
/// People, drafts and tokens are made beforehand, in a database that has `ROWS-BEFORE` people and requests already. Everything
/// runs on this machine: the portal, PostgreSQL, a mail server that counts, and this.
public final class ReleaseDay {

    private static final int MOST_TRIES = 200;
    private static final String SECRET = "release-day";
    /// As in `deploy/Containerfile`, with less memory.
    private static final List<String> JVM = List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:CICompilerCount=4");
    private static final int WARM = Integer.getInteger("bench.warm", 24_000);

    private final PackagedPortal portal;
    private final Connection database;
    private final CountingMailServer mails;
    private final int rate;
    private final int count;
    private final Latencies latencies = new Latencies();
    private final Map<Integer, Latencies> byTenSeconds = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    private ReleaseDay(PackagedPortal portal, Connection database, CountingMailServer mails, int rate, int seconds) {
        this.portal = portal;
        this.database = database;
        this.mails = mails;
        this.rate = rate;
        this.count = rate * seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        long before = arguments.length > 2 ? Long.parseLong(arguments[2]) : 10_000;
        try (var parts = TestParts.start(Path.of("").toAbsolutePath()); var mails = new CountingMailServer()) {
            Map<String, String> settings = parts.settings();
            String name = PortalBench.database(before);
            var more = Map.of("weightgate.smtp.host", "127.0.0.1", "weightgate.smtp.port", Integer.toString(mails.port()),
                    "weightgate.bounces.every", "off",
                    // made-up people leave reminders and lapses of years to be done at once
                    "weightgate.lapse.every", "off", "weightgate.grants.reminders-every", "off",
                    "weightgate.review.reminders-every", "off", "weightgate.mail.forget-every", "off",
                    // everyone comes over loopback, which is one network
                    "weightgate.posts.per-network", "0");
            PackagedPortal.database(settings, name).close();
            PackagedPortal.start(settings, name, more, List.of("-Xmx384m", "-XX:+UseSerialGC")).close();
            try (var database = PackagedPortal.database(settings, name)) {
                prepare(database, rate * seconds, before);
                while (System.getProperty("bench.go") != null && !Files.exists(Path.of(System.getProperty("bench.go")))) {
                    Thread.sleep(500);
                }
                try (var portal = PackagedPortal.start(settings, name, more, JVM)) {
                    var day = new ReleaseDay(portal, database, mails, rate, seconds);
                    day.warmUp();
                    day.run();
                }
            }
        }
        // kept parts leave a thread behind
        System.exit(0);
    }

    private static void prepare(Connection database, int people, long before) throws SQLException {
        if (number(database, "select count(*) from (select from person limit 100) as found") < 100) {
            Population.fill(database, before, before, 1);
        }
        String statements = """
                delete from idempotency;
                create temp table fresh as select i, gen_random_uuid() as person, uuidv7() as request,
                    (select id from model where namespace = 'bench' and name = 'model-1') as model
                from generate_series(1, %d) as i;
                insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles, created_at, last_seen_at)
                select person, 'https://bench.example/realms/release-day', person::text, 'day' || person, 'Ada Nr. ' || i,
                    person || '@d' || i %% 500 || '.example', true, '{}', now(), now() from fresh;
                insert into access_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
                select gen_random_uuid(), person, 'bench',
                    sha256(convert_to('hf_' || substr(md5(person || ':1') || md5('%s'), 1, 40), 'UTF8')), '{read,apply}', now(),
                    now() + interval '1 day' from fresh;
                insert into access_request (id, reference, person_id, model_id, state, revision, version, created_at, updated_at)
                select request, 'WG-2026-' || to_char(nextval('request_reference'), 'FM9999999999900000'), person, model, 'DRAFT', 0, 1, now(), now()
                from fresh;
                insert into request_draft (request_id, version, answers, saved_at)
                select request, 1, jsonb_build_object('name', 'Ada Nr. ' || i, 'affiliation', 'University of ' || i %% 500, 'country', 'GB',
                    'role', 'PhD student', 'links', 'https://example.org/' || i, 'intendedUse',
                    'Measure how well small models retell stories, and publish the evaluation with its code, number ' || i || '.'), now()
                from fresh;
                insert into event (stream, seq, type, actor, payload)
                select request, 1, 'request.started', person, jsonb_build_object('model', model) from fresh;
                create table if not exists bench_day (i integer, person uuid, request uuid);
                truncate bench_day;
                insert into bench_day select i, person, request from fresh;
                drop table fresh;
                """
                .formatted(people + WARM, SECRET);
        try (var statement = database.createStatement()) {
            statement.execute(statements);
            statement.execute("vacuum (analyze)");
            statement.execute("checkpoint");
        }
    }

    private record Submission(String person, String request) {
    }

    private List<Submission> submissions(int from, int to) throws SQLException {
        var all = new ArrayList<Submission>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "select person, request from bench_day where i > " + from + " and i <= " + to + " order by i")) {
            while (rows.next()) {
                all.add(new Submission(rows.getString(1), rows.getString(2)));
            }
        }
        return all;
    }

    /// As a portal that has been up for a while, whose code is compiled: unmeasured.
    private void warmUp() throws SQLException, InterruptedException, IOException {
        arrive(submissions(count, count + WARM), Math.min(rate, 150));
        awaitMails();
        System.err.println("warm: " + answers + ", p99 " + Latencies.words(latencies.milliseconds(0.99)) + " ms");
    }

    private void run() throws Exception {
        var measured = new ReleaseDay(portal, database, mails, rate, count / rate);
        var all = submissions(0, count);
        int mailsBefore = mails.mails();
        Used before = used();
        long begun = System.nanoTime();
        measured.arrive(all, rate);
        double took = (System.nanoTime() - begun) / 1e9;
        long behind = measured.waiting();
        long mailBegun = System.nanoTime();
        awaitMails();
        double after = (System.nanoTime() - mailBegun) / 1e9;
        long sent = measured.inDatabase();
        System.out.printf("%d submissions in %.1f s (%d a second wanted): answers %s%n", count, took, rate,
                new TreeMap<>(measured.answers));
        System.out.printf("from the intended start: p50 %s, p90 %s, p99 %s, max %s ms; at most %d under way%n",
                ms(measured.latencies, 0.5),
                ms(measured.latencies, 0.9), ms(measured.latencies, 0.99), ms(measured.latencies, 1),
                measured.mostUnderWay.get());
        System.out.printf("p99 of those that began in each ten seconds: %s ms%n", measured.byTenSeconds.values().stream()
                .map(ten -> ms(ten, 0.99)).collect(Collectors.joining(", ")));
        System.out.printf("told to come again: %d times%n", measured.refused.get());
        System.out.printf("requests submitted in the database: %d; lost: %d%n", sent, measured.answers.getOrDefault("200",
                new AtomicInteger()).get() - sent);
        System.out.printf(
                "mails: %d waiting when the last submission was answered, all sent %.1f s later; received %d different,%n"
                        + "doubled %d, to %d different recipients in all%n",
                behind, after, mails.mails() - mailsBefore, mails.doubled(),
                mails.recipients());
        Used used = used().minus(before);
        System.out.printf(
                "processor time of one submission: portal %s, PostgreSQL %s, this process (load and mail server) %s ms;%n"
                        + "%.0f %% of a core busy in all%n",
                each(used.portal()), each(used.database()), each(used.load()),
                used.sum().toMillis() / 10.0 / (took + after));
    }

    /// Processor time.
    private record Used(Duration portal, Duration database, Duration load) {

        Used minus(Used before) {
            return new Used(portal.minus(before.portal), database.minus(before.database), load.minus(before.load));
        }

        Duration sum() {
            return portal.plus(database).plus(load);
        }
    }

    private Used used() throws SQLException, IOException {
        return new Used(ProcessorTime.of(portal.process().pid()),
                ProcessorTime
                        .withChildren(number(database, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")),
                ProcessorTime.of(ProcessHandle.current().pid()));
    }

    private String each(Duration used) {
        return Latencies.words(used.toNanos() / 1e6 / count);
    }

    private static String ms(Latencies latencies, double share) {
        return Latencies.words(latencies.milliseconds(share));
    }

    private void awaitMails() throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        while (waiting() > 0 && System.nanoTime() - begun < Duration.ofMinutes(10).toNanos()) {
            Thread.sleep(200);
        }
    }

    private long waiting() throws SQLException {
        return number(database, "select count(*) from outbox_mail where state in ('QUEUED', 'SENDING', 'DEFERRED')");
    }

    private long inDatabase() throws SQLException {
        return number(database, "select count(*) from bench_day d join access_request r on r.id = d.request join outbox_mail m "
                + "on m.about = r.id and m.state = 'SENT' join request_revision v on v.request_id = r.id "
                + "where r.state = 'SUBMITTED' and d.i <= " + count);
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement(); var result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void arrive(List<Submission> submissions, int perSecond) throws SQLException, InterruptedException, IOException {
        String terms = terms();
        var done = new CountDownLatch(submissions.size());
        try (var connections = new KeptConnections(URI.create(portal.address()).getPort())) {
            long start = System.nanoTime() + 100_000_000;
            for (int i = 0; i < submissions.size(); i++) {
                long intended = start + i * 1_000_000_000L / perSecond;
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                String head = head(submissions.get(i));
                mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                Thread.ofVirtual().start(() -> {
                    try {
                        String answer = send(connections, head, terms);
                        long took = System.nanoTime() - intended;
                        latencies.add(took);
                        byTenSeconds.computeIfAbsent((int) ((intended - start) / 10_000_000_000L), _ -> new Latencies())
                                .add(took);
                        answers.computeIfAbsent(answer, _ -> new AtomicInteger()).incrementAndGet();
                    } finally {
                        underWay.decrementAndGet();
                        done.countDown();
                    }
                });
            }
            done.await();
        }
    }

    /// As a patient client: one that is told to come again does, with the same key. The status of the last answer.
    private String send(KeptConnections connections, String head, String terms) {
        try {
            KeptConnections.Answer answer = connections.post(head, terms);
            for (int tries = 0; answer.status() == 503 && tries < MOST_TRIES; tries++) {
                refused.incrementAndGet();
                Thread.sleep(Duration.ofSeconds(answer.again()));
                answer = connections.post(head, terms);
            }
            return Integer.toString(answer.status());
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String head(Submission one) {
        return "POST /api/v1/requests/" + one.request() + "/submit HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + PortalBench.token(one.person(), SECRET) + "\r\nContent-Type: application/json\r\nIf-Match: \"1\"\r\n"
                + "Idempotency-Key: " + one.request() + "\r\n";
    }

    private String terms() throws SQLException {
        try (var statement = database.createStatement(); var rows = statement.executeQuery("""
                select t.version, t.sha256 from terms_version t join model m on m.id = t.model_id
                where m.namespace = 'bench' and m.name = 'model-1' order by t.version desc limit 1""")) {
            rows.next();
            return "{\"termsVersion\":" + rows.getInt(1) + ",\"termsSha256\":\"" + rows.getString(2) + "\"}";
        }
    }
}
