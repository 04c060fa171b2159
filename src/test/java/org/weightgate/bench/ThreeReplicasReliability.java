package org.weightgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.WithLocalParts;

/// Three portals on one database, one killed and one stopped for longer than its leases, all in the middle of their work:
/// `./mvnw verify -Preliability`.
@WithLocalParts
class ThreeReplicasReliability {

    private static final int MAILS = 900;
    private static final int SENDERS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String WAITING = "select count(*) from outbox_mail where state in ('QUEUED', 'SENDING', 'DEFERRED')";

    @Test
    void scheduledWorkHappensOnceThoughOneIsKilledAndOneIsStopped() throws Exception {
        Map<String, String> settings = settings();
        try (var mails = new CountingMailServer(Duration.ofMillis(60));
                var database = PackagedPortal.database(settings, "reliability_" + System.currentTimeMillis())) {
            String name = database.getCatalog();
            var more = Map.of("weightgate.smtp.port", Integer.toString(mails.port()), "weightgate.mail.every", "1s",
                    "weightgate.mail.senders", Integer.toString(SENDERS), "weightgate.mail.lease", "6s",
                    "weightgate.mail.send-timeout", "4s", "weightgate.bounces.every", "off", "weightgate.grants.expiry-every",
                    "1s");
            var replicas = new ArrayList<PackagedPortal>();
            try {
                for (int i = 0; i < 3; i++) {
                    replicas.add(PackagedPortal.start(settings, name, more, List.of("-Xmx256m", "-XX:+UseSerialGC")));
                }
                giveWork(database);
                await("the first mails", () -> mails.mails() > MAILS / 10);
                replicas.get(0).process().destroyForcibly();
                signal("STOP", replicas.get(1));
                await("more mails", () -> mails.mails() > MAILS / 3);
                Thread.sleep(8000);
                signal("CONT", replicas.get(1));
                await("all mails", () -> number(database, WAITING) == 0);
                await("all grants", () -> number(database, "select count(*) from access_grant where state = 'ACTIVE'") == 0);
                Thread.sleep(3000);

                assertThat(mails.mails()).isEqualTo(MAILS + number(database,
                        "select count(*) from outbox_mail where state = 'SENT' and dedupe_key not like 'work:%'"));
                // what the killed and the stopped one had been told 250 for and had not written down yet
                assertThat(mails.doubled()).isLessThanOrEqualTo(2 * SENDERS);
                assertThat(mails.most()).isLessThanOrEqualTo(2);
                assertThat(number(database, "select count(*) from bench_ended")).isPositive();
                assertThat(number(database, """
                        select count(*) from bench_ended b where 1 <> (select count(*) from event e
                            where e.stream = b.id and e.type like '%xpired')""")).isZero();
            } finally {
                signal("CONT", replicas.get(1));
                replicas.forEach(PackagedPortal::close);
            }
        }
    }

    private static void giveWork(Connection database) throws SQLException {
        Population.fill(database, 1000, 1000, 1);
        try (var statement = database.createStatement()) {
            statement.execute("set session_replication_role = origin");
            statement.execute("create table bench_ended as select id from access_grant where state = 'ACTIVE'");
            statement.execute(
                    "update access_grant set starts_at = now() - interval '2 day', ends_at = now() - interval '1 minute' "
                            + "where state = 'ACTIVE'");
            statement.execute(
                    """
                            insert into outbox_mail (id, about, dedupe_key, message_id, recipient, subject, text_body, html_body, state)
                            select id, id, 'work:' || id, '<' || id || '@portal.example>', 'ada@d' || i %% 40 || '.example', 'Hello', 'Hello',
                                '<p>Hello</p>', 'QUEUED'
                            from (select gen_random_uuid() as id, i from generate_series(1, %d) as i) as fresh"""
                            .formatted(MAILS));
        }
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

    private static long number(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement(); var result = statement.executeQuery(sql)) {
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
