package org.weightgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.WithLocalParts;

/// Three portals on one database, one killed and one stopped for longer than its leases and than a transaction may idle, all in
/// the middle of their work, and at last one told to stop: `./mvnw verify -Dquick -Preliability`. The work: mails, grants that
/// end, new terms nobody accepted in time, decisions whose hold is over, a ban, requests nobody came back to, and the daily
/// mail to every reviewer.
@WithLocalParts
class ThreeReplicasReliability {

    private static final int MAILS = 900;
    private static final int SENDERS = 4;
    private static final Duration STOPPED = Duration.ofSeconds(35);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String WAITING = "outbox_mail where state in ('QUEUED', 'SENDING', 'DEFERRED')";

    private static final String SENT = "select message_id from outbox_mail, bench_begin where state = 'SENT' and sent_at >= at";
    private static final String WORK = """
            create table bench_begin as select clock_timestamp() as at;
            create table bench_banned as select r.id from access_request r join person p on p.id = r.person_id
                where p.mail_domain = 'u0.example' and r.state in ('DRAFT', 'SUBMITTED', 'CHANGES_REQUESTED');
            create table bench_held as select id from access_request
                where state = 'SUBMITTED' and id not in (select id from bench_banned) limit 150;
            create table bench_ended as select id from access_grant where state = 'ACTIVE' and right(id::text, 1) < '8';
            create table bench_paused as select id from access_grant
                where state = 'ACTIVE' and id not in (select id from bench_ended) and ends_at > now() + interval '1 day'
                    and person_id not in (select id from person where mail_domain = 'u0.example');
            update access_grant set starts_at = now() - interval '2 day', ends_at = now() - interval '1 minute'
                where id in (select id from bench_ended);
            insert into terms_version (id, model_id, version, title, body, sha256, created_at, must_accept, grace_ends_at)
                select gen_random_uuid(), id, 2, 'Research only', 'New terms', encode(sha256('New terms'), 'hex'), now(), true,
                    now() from model;
            insert into terms_campaign (terms_version_id, model_id, started_by, started_at, grace_ends_at, step, due_at)
                select t.id, t.model_id, (select min(id::text)::uuid from person), now(), now(), 'PAUSE', now()
                from terms_version t where t.version = 2;
            update access_request r set held_by = (select person_id from model_role m where m.model_id = r.model_id limit 1),
                    held_verdict = 'REJECT', held_ends_at = now(), held_digest = 'of other facts', held_reason = 'OTHER',
                    held_text = 'No.', held_reapply_from = now()
                where id in (select id from bench_held);
            insert into ban (id, kind, value, shown, reason, placed_by, placed_at)
                select gen_random_uuid(), 'DOMAIN', 'u0.example', 'u0.example', 'A measurement.', min(id::text)::uuid, now()
                from person;
            create table bench_idle as select id from access_request r
                where state in ('DRAFT', 'CHANGES_REQUESTED') and id not in (select id from bench_banned)
                    and not exists (select from message m where m.request_id = r.id) limit 120;
            update access_request set updated_at = date_trunc('day', now()) - interval '200 days', created_at = least(created_at,
                    now() - interval '201 days') where id in (select id from bench_idle);
            update request_draft set saved_at = now() - interval '201 days' where request_id in (select id from bench_idle);
            insert into outbox_mail (id, about, dedupe_key, message_id, recipient, subject, text_body, html_body, state, queued_at,
                    sent_at)
                select gen_random_uuid(), id, 'request-idle:' || id || ':' || extract(epoch from updated_at)::bigint * 1000,
                    '<reminder-' || id || '@portal.example>', 'ada@d0.example', '', '', '', 'SENT', now() - interval '110 days',
                    now() - interval '110 days'
                from access_request where id in (select id from bench_idle);
            create table bench_digest as select distinct person_id as id from model_role where role in ('REVIEWER', 'OWNER');
            insert into review_reminder (person_id, hour, next_at) select id, 7, now() - interval '1 minute' from bench_digest
                on conflict (person_id) do update set next_at = excluded.next_at, daily = true;""";

    @Test
    void scheduledWorkHappensOnceThoughOneIsKilledAndOneIsStopped() throws Exception {
        Map<String, String> settings = settings();
        try (var mails = new CountingMailServer(Duration.ofMillis(60));
                var database = PackagedPortal.database(settings, "reliability_" + System.currentTimeMillis())) {
            var replicas = new ArrayList<PackagedPortal>();
            try {
                for (int i = 0; i < 3; i++) {
                    replicas.add(PackagedPortal.start(settings, database.getCatalog(), quick(mails.port()),
                            List.of("-Xmx256m", "-XX:+UseSerialGC")));
                }
                Population.fill(database, 3000, 3000, Long.getLong("weightgate.seed", 1));
                run(database, "set session_replication_role = origin", WORK, mails(MAILS, "work"));
                await("the first mails", () -> mails.mails() > MAILS / 10);
                replicas.get(0).process().destroyForcibly();
                signal("STOP", replicas.get(1));
                Thread.sleep(STOPPED);
                signal("CONT", replicas.get(1));
                awaitAll(database);
                Thread.sleep(3000);
                assertAllHappenedOnce(database, mails);

                long doubled = mails.doubled();
                for (String table : List.of("bench_ended", "bench_paused", "bench_held", "bench_banned", "bench_idle",
                        "bench_digest")) {
                    System.err.printf("%s: %d, each once%n", table, count(database, table));
                }
                System.err.printf("%d mails, %d of them twice%n", mails.mails(), doubled);
                run(database, mails(300, "more"));
                long before = mails.mails();
                await("some more mails", () -> mails.mails() > before + 20);
                replicas.get(1).close();
                awaitAll(database);
                assertThat(texts(database, SENT)).as("sent").isSubsetOf(mails.messageIds());
                assertThat(mails.doubled()).as("mails doubled by a portal that was told to stop").isEqualTo(doubled);
            } finally {
                if (replicas.size() > 1) {
                    signal("CONT", replicas.get(1));
                }
                replicas.forEach(PackagedPortal::close);
            }
        }
    }

    private static void awaitAll(Connection database) throws SQLException, InterruptedException {
        for (String left : List.of("access_grant where state = 'ACTIVE' and ends_at < now()",
                "terms_campaign where step <> 'DONE'", "access_request where held_ends_at is not null",
                "ban where worked_at is null", "review_reminder where next_at <= now()",
                "access_request r join bench_idle b on b.id = r.id where r.state in ('DRAFT', 'CHANGES_REQUESTED')", WAITING)) {
            await(left, () -> count(database, left) == 0);
        }
    }

    private static void assertAllHappenedOnce(Connection database, CountingMailServer mails) throws SQLException {
        assertThat(texts(database, SENT)).as("sent").hasSizeGreaterThan(MAILS).isSubsetOf(mails.messageIds());
        // what the killed and the stopped one had been told 250 for and had not written down yet
        assertThat(mails.doubled()).isLessThanOrEqualTo(2 * SENDERS);
        assertThat(mails.most()).isLessThanOrEqualTo(2);
        assertThat(count(database, "outbox_mail where state = 'SENT' and dedupe_key like 'work:%'")).isEqualTo(MAILS);
        assertOnce(database, "bench_ended", "'grant.expired', 'grant.revoked'");
        assertOnce(database, "bench_paused", "'grant.suspended', 'grant.revoked'");
        assertOnce(database, "bench_held", "'request.decision-voided'");
        assertOnce(database, "bench_banned", "'request.rejected'");
        assertOnce(database, "bench_idle", "'request.lapsed'");
        for (String letter : List.of("bench_idle:request-lapsed:' || b.id || '",
                "bench_digest:review-digest:' || b.id || ':%")) {
            String table = letter.substring(0, letter.indexOf(':'));
            assertThat(count(database,
                    table + " b where 1 <> (select count(*) from outbox_mail where state = 'SENT' and dedupe_key"
                            + " like '" + letter.substring(table.length() + 1) + "')"))
                    .as(letter).isZero();
        }
        assertThat(count(database, "(select 1 from outbox_mail where dedupe_key like 'grant:%' group by dedupe_key "
                + "having count(*) > 1) as twice")).isZero();
    }

    /// Each of these had something of the sort happen to it exactly once since the work was given.
    private static void assertOnce(Connection database, String table, String types) throws SQLException {
        assertThat(count(database, table)).as(table).isPositive();
        assertThat(count(database, table + " b where 1 <> (select count(*) from event e, bench_begin where e.stream = b.id "
                + "and e.at >= bench_begin.at and e.type in (" + types + "))")).as(table).isZero();
    }

    private static Map<String, String> quick(int mailPort) {
        var settings = new TreeMap<>(Map.of("weightgate.smtp.port", Integer.toString(mailPort), "weightgate.mail.senders",
                Integer.toString(SENDERS), "weightgate.mail.lease", "6s", "weightgate.mail.send-timeout", "4s",
                "weightgate.bounces.every", "off"));
        for (String work : List.of("mail.every", "grants.expiry-every", "grants.terms-every", "holds.every", "bans.every",
                "lapse.every", "review.reminders-every")) {
            settings.put("weightgate." + work, "1s");
        }
        return settings;
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition) throws SQLException, InterruptedException {
        for (long begun = System.nanoTime(); !condition.holds(); Thread.sleep(50)) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new AssertionError("waited in vain for " + what);
            }
        }
    }

    private static void signal(String name, PackagedPortal portal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(portal.process().pid())).start().waitFor();
    }

    private static String mails(int number, String kind) {
        return """
                insert into outbox_mail (id, about, dedupe_key, message_id, recipient, subject, text_body, html_body, state)
                select id, id, '%2$s:' || id, '<' || id || '@portal.example>', 'ada@d' || i %% 40 || '.example', 'Hello', 'Hello',
                    '<p>Hello</p>', 'QUEUED'
                from (select gen_random_uuid() as id, i from generate_series(1, %1$d) as i) as fresh"""
                .formatted(number, kind);
    }

    private static void run(Connection database, String... scripts) throws SQLException {
        try (var statement = database.createStatement()) {
            for (String script : scripts) {
                statement.execute(script);
            }
        }
    }

    private static Set<String> texts(Connection database, String query) throws SQLException {
        var texts = new HashSet<String>();
        try (var statement = database.createStatement(); var result = statement.executeQuery(query)) {
            while (result.next()) {
                texts.add(result.getString(1));
            }
        }
        return texts;
    }

    private static long count(Connection database, String of) throws SQLException {
        try (var statement = database.createStatement(); var result = statement.executeQuery("select count(*) from " + of)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("quarkus.") || key.startsWith("weightgate."))
                .filter(key -> !key.equals("quarkus.config.locations") && !key.startsWith("quarkus.test"))
                .forEach(key -> settings.put(key, System.getProperty(key)));
        return settings;
    }
}
