package org.weightgate.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.weightgate.local.BrowserSession;
import org.weightgate.local.TestParts;

/// Measures what pages, searches and decisions cost with few and with many requests in the database, both in one run:
///
///     java -Dweightgate.test.keep -Dweightgate.postgres.buffers=4GB \
///         -cp 'target/test-classes:target/local-lib/*:target/quarkus-app/lib/main/*' \
///         org.weightgate.bench.PortalBench [SMALL] [BIG] [ROUNDS]
///
/// 0 rounds only fill the databases. PostgreSQL gets the quarter of the machine's memory its manual advises; `-Dbench.only=REGEX` measures
/// only what is called so.
///
/// Two portals run on two databases of one server; each measurement asks both in turn, from here, over loopback. With
/// `-Dweightgate.test.keep` parts and databases stay for the next run.
public final class PortalBench {

    private static final Pattern DIGEST = Pattern.compile("\"factsDigest\":\"([^\"]+)\"");
    private static final Pattern REVISION = Pattern.compile("\"revision\":([0-9]+)");
    private static final List<String> VIEWS = List.of("waiting", "mine", "unclaimed", "second_vote", "overdue", "applicant",
            "approved", "rejected", "all");
    private static final String REVIEWER = token("reviewer1", "secret1");
    private static final String APPLICANT_SECRET = "applicant";
    private static final IdentityHashMap<Side, Integer> DECIDED = new IdentityHashMap<>();

    private final Side small;
    private final Side big;
    private final int rounds;
    private final Map<String, Latencies[]> measured = new LinkedHashMap<>();

    private PortalBench(Side small, Side big, int rounds) {
        this.small = small;
        this.big = big;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws Exception {
        long few = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000;
        long many = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 300;
        try (var parts = TestParts.start(Path.of("").toAbsolutePath())) {
            var quiet = Map.of(
                    // made-up people leave reminders and lapses of years to be done at once
                    "quarkus.scheduler.enabled", "false",
                    // one reviewer decides everything here
                    "weightgate.posts.per-person", "0", "weightgate.posts.per-network", "0");
            Map<String, String> settings = parts.settings();
            for (long rows : List.of(few, many)) {
                fill(settings, rows, quiet);
            }
            if (rounds == 0) {
                System.exit(0);
            }
            awaitGo();
            try (var one = Side.start(settings, few, quiet); var other = Side.start(settings, many, quiet)) {
                new PortalBench(one, other, rounds).run(few, many);
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        // kept parts leave a thread behind
        System.exit(0);
    }

    static String database(long rows) {
        return "bench_" + rows;
    }

    private static void fill(Map<String, String> settings, long rows, Map<String, String> quiet) throws Exception {
        PackagedPortal.database(settings, database(rows)).close();
        PackagedPortal.start(settings, database(rows), quiet, List.of("-Xmx384m", "-XX:+UseSerialGC")).close();
        try (var connection = PackagedPortal.database(settings, database(rows)); var statement = connection.createStatement()) {
            var people = statement.executeQuery("select count(*) from (select from person limit 1000) as found");
            people.next();
            if (people.getInt(1) < 1000) {
                Population.fill(connection, rows, rows, 1);
            }
        }
    }

    /// With `-Dbench.go=FILE` everything is prepared first, and measured once the file is there.
    private static void awaitGo() throws InterruptedException {
        String file = System.getProperty("bench.go");
        while (file != null && !Files.exists(Path.of(file))) {
            Thread.sleep(500);
        }
    }

    static String token(String who, String secret) {
        return "hf_" + (Md5.hex(who + ":1") + Md5.hex(secret)).substring(0, 40);
    }

    /// One database with its portal, and samples of what is in it.
    private record Side(PackagedPortal portal, HttpClient http, Connection connection, SignedIn reviewer, List<String[]> rows,
            List<String> undecided, List<String> words) implements AutoCloseable {

        static Side start(Map<String, String> settings, long rows, Map<String, String> more) throws IOException, SQLException {
            var connection = PackagedPortal.database(settings, database(rows));
            var portal = PackagedPortal.start(settings, database(rows), more, List.of("-Xmx512m", "-XX:+UseSerialGC"));
            String sample = """
                    select r.id, r.reference, r.applicant_name, p.email, p.id, r.submitted_at
                    from access_request r join person p on p.id = r.person_id
                    where r.revision > 0 and p.username like 'bench%' and r.state = 'SUBMITTED'
                    order by hashtextextended(r.reference, 3) limit 400""";
            return new Side(portal, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), connection,
                    SignedIn.reviewer(portal, connection), strings(connection, sample, 6),
                    strings(connection, """
                            select r.id from access_request r join model m on m.id = r.model_id
                            where r.state = 'SUBMITTED' and m.namespace = 'bench' and substr(m.name, 7)::int % 4 <> 2
                            order by hashtextextended(r.reference, 5) limit 600""", 1).stream().map(row -> row[0]).toList(),
                    strings(connection, """
                            select (regexp_split_to_array(answers ->> 'intendedUse', ' '))[4 + number % 6]
                            from request_revision order by hashtextextended(answers_sha256, 1) limit 400""", 1).stream()
                            .map(row -> row[0].replaceAll("[^a-z-]", "")).filter(word -> word.length() >= 5).toList())
                    .withApplicants();
        }

        private Side withApplicants() throws SQLException {
            try (var insert = connection.prepareStatement("""
                    insert into access_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
                    values (gen_random_uuid(), ?::uuid, 'bench', sha256(convert_to(?, 'UTF8')), '{read,apply}', now(),
                        now() + interval '1 day') on conflict do nothing""")) {
                for (String[] row : rows) {
                    insert.setString(1, row[4]);
                    insert.setString(2, token(row[4], APPLICANT_SECRET));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return this;
        }

        String[] row(int i) {
            return rows.get(i % rows.size());
        }

        HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
            return send(path, "Authorization", "Bearer " + token);
        }

        HttpResponse<String> page(String path) throws IOException, InterruptedException {
            return send(path, "Cookie", reviewer.cookies());
        }

        private HttpResponse<String> send(String path, String header, String who) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(portal.address() + path)).timeout(Duration.ofSeconds(30))
                    .header("Accept", "text/html, application/json;q=0.9").header(header, who).build(),
                    BodyHandlers.ofString());
        }

        @Override
        public void close() throws SQLException {
            portal.close();
            http.close();
            connection.close();
        }
    }

    /// A reviewer of all models in a browser, whose session ends after some minutes as everybody's.
    private static final class SignedIn {

        private static final String NAME = "reviewer";
        private static final Duration FRESH = Duration.ofMinutes(2);

        private final String portal;
        private String cookies = "";
        private long since;

        private SignedIn(String portal) {
            this.portal = portal;
        }

        static SignedIn reviewer(PackagedPortal portal, Connection connection) throws IOException, SQLException {
            var reviewer = new SignedIn(portal.address());
            reviewer.cookies();
            try (var statement = connection.createStatement()) {
                statement.execute(
                        "insert into model_role (model_id, person_id, role) select m.id, p.id, 'REVIEWER' from model m, "
                                + "person p where m.namespace = 'bench' and p.username = '" + NAME
                                + "' on conflict do nothing");
            }
            return reviewer;
        }

        String cookies() throws IOException {
            if (cookies.isEmpty() || System.nanoTime() - since > FRESH.toNanos()) {
                cookies = BrowserSession.signIn(portal, NAME, NAME).cookies().entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; "));
                since = System.nanoTime();
            }
            return cookies;
        }
    }

    private static List<String[]> strings(Connection connection, String sql, int columns) throws SQLException {
        var rows = new ArrayList<String[]>();
        try (var statement = connection.createStatement(); var result = statement.executeQuery(sql)) {
            while (result.next()) {
                var row = new String[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = result.getString(i + 1);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private interface Step {
        /// Does it once and says how long it took; negative when it does not count.
        long take(Side side, int i) throws IOException, InterruptedException;
    }

    private void run(long few, long many) throws Exception {
        var steps = new LinkedHashMap<String, Step>();
        steps.put("queue, first page", page((_, _) -> "/review"));
        var deep = new IdentityHashMap<Side, String>();
        steps.put("queue, deep page", page((side, _) -> deep.computeIfAbsent(side, PortalBench::deepPage)));
        for (String view : VIEWS) {
            steps.put("view " + view, page((_, _) -> "/review?view=" + view));
        }
        steps.put("search: reference", search((side, i) -> side.row(i)[1]));
        steps.put("search: address begins",
                search((side, i) -> side.row(i)[3].substring(0, Math.min(6, side.row(i)[3].length()))));
        steps.put("search: name begins, 3 letters", search((side, i) -> begin(side.row(i)[2], 3)));
        steps.put("search: name begins, 2 letters", search((side, i) -> begin(side.row(i)[2], 2)));
        steps.put("search: free text, one word", search((side, i) -> side.words().get(i % side.words().size())));
        steps.put("search: free text, rare word", search((side, i) -> Md5.hex(Integer.toString(i * 7 + 1)).substring(0, 8)));
        steps.put("desk page", page((side, i) -> "/review/" + side.row(i)[0]));
        steps.put("request page (applicant)", (side, i) -> {
            String path = "/requests/" + side.row(i)[0];
            String token = token(side.row(i)[4], APPLICANT_SECRET);
            return timed(path, () -> side.get(path, token));
        });
        steps.put("decision", PortalBench::decide);
        steps.keySet().removeIf(name -> !name.matches(System.getProperty("bench.only", ".*")));
        for (var step : steps.entrySet()) {
            measure(step.getKey(), step.getValue(), Math.max(20, rounds), false);
        }
        for (var step : steps.entrySet()) {
            measure(step.getKey(), step.getValue(), rounds, true);
        }
        print(few, many);
    }

    private interface Address {
        String of(Side side, int i);
    }

    private interface Asked {
        HttpResponse<String> answer() throws IOException, InterruptedException;
    }

    private static Step page(Address address) {
        return (side, i) -> {
            String path = address.of(side, i);
            side.reviewer().cookies();
            return timed(path, () -> side.page(path));
        };
    }

    private static Step search(Address words) {
        return page((side, i) -> "/review?view=all&q=" + URLEncoder.encode(words.of(side, i), StandardCharsets.UTF_8));
    }

    private static String begin(String name, int letters) {
        return name.substring(0, name.offsetByCodePoints(0, Math.min(letters, name.codePointCount(0, name.length()))));
    }

    private static long timed(String path, Asked asked) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var answer = asked.answer();
        long took = System.nanoTime() - begun;
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return took;
    }

    /// A page from the middle of what waits: the one that begins after a row from there.
    private static String deepPage(Side side) {
        try {
            String next = "/review";
            for (int i = 0; i < 12; i++) {
                Matcher link = Pattern.compile("href=\"(/review\\?[^\"]*after=[^\"]*)\"")
                        .matcher(side.page(next).body());
                if (!link.find()) {
                    break;
                }
                next = link.group(1).replace("&amp;", "&");
            }
            return next;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long decide(Side side, int i) throws IOException, InterruptedException {
        int next = DECIDED.merge(side, 1, Integer::sum) - 1;
        if (next >= side.undecided().size()) {
            return -1;
        }
        String id = side.undecided().get(next);
        var sheet = side.get("/api/v1/review/requests/" + id, REVIEWER);
        Matcher digest = DIGEST.matcher(sheet.body());
        Matcher revision = REVISION.matcher(sheet.body());
        if (sheet.statusCode() != 200 || !digest.find() || !revision.find()) {
            throw new IOException("no sheet: " + sheet.statusCode());
        }
        String body = "{\"revision\":%s,\"factsDigest\":\"%s\",\"verdict\":\"%s\"%s}".formatted(revision.group(1),
                digest.group(1),
                next % 2 == 0 ? "APPROVE" : "REJECT",
                next % 2 == 0 ? "" : ",\"reasonCode\":\"USE_UNCLEAR\",\"publicText\":\"Please say more about the plan.\"");
        var request = HttpRequest.newBuilder(URI.create(side.portal().address() + "/api/v1/requests/" + id + "/decisions"))
                .header("Authorization", "Bearer " + REVIEWER).header("Content-Type", "application/json")
                .header("If-Match", sheet.headers().firstValue("ETag").orElse("")).POST(BodyPublishers.ofString(body)).build();
        long begun = System.nanoTime();
        var answer = side.http().send(request, BodyHandlers.ofString());
        long took = System.nanoTime() - begun;
        if (answer.statusCode() != 200) {
            throw new IOException("a decision answered " + answer.statusCode() + " " + answer.body());
        }
        return took;
    }

    private void measure(String name, Step step, int times, boolean count) {
        var both = new Latencies[] { new Latencies(), new Latencies() };
        var order = new Random(1);
        try {
            for (int i = 0; i < times; i++) {
                boolean bigFirst = order.nextBoolean();
                for (boolean second : new boolean[] { bigFirst, !bigFirst }) {
                    long took = step.take(second ? big : small, i + (count ? times : 0));
                    if (took >= 0) {
                        both[second ? 1 : 0].add(took);
                    }
                }
                LockSupport.parkNanos(200_000);
            }
            if (count) {
                measured.put(name, both);
            }
        } catch (IOException e) {
            System.err.println(name + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(long few, long many) {
        System.out.printf("| | %,d p50 | p99 | %,d p50 | p99 | ratio of p99 |%n|---|---|---|---|---|---|%n", few, many);
        measured.forEach((name, both) -> System.out.printf("| %s | %s | %s | %s | %s | %.2f |%n", name,
                Latencies.words(both[0].milliseconds(0.5)), Latencies.words(both[0].milliseconds(0.99)),
                Latencies.words(both[1].milliseconds(0.5)), Latencies.words(both[1].milliseconds(0.99)),
                both[1].milliseconds(0.99) / both[0].milliseconds(0.99)));
    }
}
