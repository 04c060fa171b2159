package org.weightgate.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.testing.WithLocalParts;

/// What migrations do to rows that were there before them.
@WithLocalParts
class MigrationTest {

    private static final String EVERYWHERE = "null";

    private final String name = "before_" + UUID.randomUUID().toString().replace("-", "");
    private final String server = System.getProperty("quarkus.datasource.jdbc.url", "").replaceFirst("/[^/]*$", "/");

    @BeforeEach
    void aDatabaseOfItsOwn() throws SQLException {
        onTheServer("create database " + name);
    }

    @AfterEach
    void isDropped() throws SQLException {
        onTheServer("drop database " + name + " with (force)");
    }

    @Test
    void whoLostSomethingByAnOldBanHearsOfItsLifting() throws SQLException {
        migrate("121");
        try (Connection database = open(name)) {
            UUID admin = person(database, "admin@lab.example");
            UUID here = model(database, "here");
            UUID there = model(database, "there");
            UUID ada = person(database, "ada@sub.uni.example");
            UUID bo = person(database, "bo+tag@mail.example");
            UUID cy = person(database, "cy@mail.example");
            UUID di = person(database, "di@mail.example");
            UUID ed = person(database, "ed@mail.example");
            run(database, "insert into person_organisation values ('%s', 'evil corp')".formatted(cy));

            UUID domain = ban(database, admin, "DOMAIN", "uni.example", EVERYWHERE, "2026-01-10");
            UUID address = ban(database, admin, "ADDRESS", "bo@mail.example", quoted(here), "2026-01-10");
            UUID organisation = ban(database, admin, "ORGANISATION", "evil corp", EVERYWHERE, "2026-01-10");
            UUID person = ban(database, admin, "PERSON", "di@mail.example", EVERYWHERE, "2026-01-10");
            UUID lifted = ban(database, admin, "PERSON", "ed@mail.example", EVERYWHERE, "2026-01-10");
            UUID liftedUnderWay = ban(database, admin, "ADDRESS", "ed@mail.example", EVERYWHERE, "2026-01-10");
            run(database, "update ban set worked_at = placed_at where id <> '%s'".formatted(liftedUnderWay));
            run(database, "update ban set lifted_by = placed_by, lifted_at = '2026-02-01' where id in ('%s', '%s')"
                    .formatted(lifted, liftedUnderWay));

            closed(database, ada, here, "BANNED", "2026-01-11");
            closed(database, ada, there, "BANNED", "2026-01-11");
            closed(database, bo, here, "BANNED", "2026-01-11");
            revoked(database, cy, here, "BANNED", "2026-01-11");
            revoked(database, di, there, "BANNED", "2026-01-11");
            closed(database, ed, here, "BANNED", "2026-01-11");

            UUID formerlyClosed = person(database, "formerly@uni.example");
            closed(database, formerlyClosed, here, "BANNED", "2026-01-09");
            UUID rejectedByReviewer = person(database, "rejected@uni.example");
            closed(database, rejectedByReviewer, here, "OTHER", "2026-01-11");
            revoked(database, rejectedByReviewer, there, "MISUSE", "2026-01-11");
            UUID elsewhere = person(database, "elsewhere@notuni.example");
            closed(database, elsewhere, here, "BANNED", "2026-01-11");
            closed(database, bo, there, "BANNED", "2026-01-11");

            migrate("latest");

            assertThat(rows(database, "select b.kind || ' ' || p.username from ban_ended e join ban b on b.id = e.ban_id"
                    + " join person p on p.id = e.person_id order by 1")).containsExactly("ADDRESS bo+tag@mail.example",
                            "ADDRESS ed@mail.example", "DOMAIN ada@sub.uni.example", "ORGANISATION cy@mail.example",
                            "PERSON di@mail.example");
            assertThat(rows(database, "select ban_id::text from ban_ended order by 1")).containsExactlyInAnyOrder(
                    domain.toString(), address.toString(), organisation.toString(), person.toString(),
                    liftedUnderWay.toString());
        }
    }

    @Test
    void whatWasFoldedBeforeIsFoundByPlainLetters() throws SQLException {
        migrate("123");
        try (Connection database = open(name)) {
            UUID model = model(database, "here");
            UUID soren = person(database, "Søren Ågård <søren@mail.example>");
            UUID request = closed(database, soren, model, "OTHER", "2026-01-11");
            run(database,
                    "update access_request set applicant_name = 'Søren Ågård', affiliation = 'Universität Groß' where id = '%s'"
                            .formatted(request));
            run(database, "insert into terms_version values ('%s', '%s', 1, 'Terms', 'Words', repeat('0', 64), now())"
                    .formatted(model, model));
            run(database, """
                    insert into request_revision (request_id, number, form_version, answers, answers_sha256, terms_version_id,
                        terms_version, terms_sha256, submitted_at)
                    values ('%s', 1, 1, '{"use": "Læring i København"}', '', '%s', 1, '', now())"""
                    .formatted(request, model));
            assertThat(rows(database, "select body from queue_text")).containsExactly("læring i københavn");

            migrate("latest");

            assertThat(rows(database, "select body from queue_text")).containsExactly("laering i kobenhavn");
            assertThat(rows(database, "select q.terms from queue_entry q join queue_source s using (request_id)"
                    + " where q.terms = s.terms")).singleElement().asString().contains("\nsoren agard\nagard")
                    .doesNotContain("ø");
            run(database, "set enable_seqscan = off");
            assertThat(rows(database, """
                    select affiliation from queue_entry where model_id = '%s' and queue_fold(affiliation) = 'universitat gross'
                        and state in ('APPROVED', 'REJECTED')""".formatted(model))).containsExactly("Universität Groß");
        }
    }

    @Test
    void anOldBanOfAnOrganisationMeetsItsPlainSpelling() throws SQLException {
        migrate("127");
        try (Connection database = open(name)) {
            UUID admin = person(database, "admin@lab.example");
            run(database, "insert into person_organisation values ('%1$s', 'københavns uni'), ('%1$s', 'kobenhavns uni'),"
                    .formatted(admin) + " ('%1$s', 'groß labor'), ('%1$s', 'plain')".formatted(admin));
            ban(database, admin, "ORGANISATION", "københavns uni", EVERYWHERE, "2026-01-10");
            ban(database, admin, "ADDRESS", "bjørn@mail.example", EVERYWHERE, "2026-01-10");

            migrate("latest");

            assertThat(rows(database, "select organisation_key from person_organisation order by 1"))
                    .containsExactly("gross labor", "kobenhavns uni", "plain");
            assertThat(rows(database, "select value from ban order by 1")).containsExactly("bjørn@mail.example",
                    "kobenhavns uni");
        }
    }

    private UUID person(Connection database, String email) throws SQLException {
        return added(database, """
                insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles, created_at,
                    last_seen_at)
                values ('%1$s', 'https://id.example', '%1$s', '%2$s', '%2$s', '%2$s', true, '{}', now(), now())""", email);
    }

    private UUID model(Connection database, String model) throws SQLException {
        return added(database, "insert into model values ('%s', 'lab', '%s', '', '', now())", model);
    }

    private UUID ban(Connection database, UUID by, String kind, String value, String model, String placed) throws SQLException {
        return added(database, """
                insert into ban (id, kind, value, shown, model_id, reason, placed_by, placed_at, person_id)
                values ('%1$s', '%2$s', '%3$s', '%3$s', %4$s, 'Misuse', '%5$s', '%6$s',
                    case when '%2$s' = 'PERSON' then (select id from person where email = '%3$s') end)""", kind, value, model,
                by,
                placed);
    }

    private UUID closed(Connection database, UUID person, UUID model, String reason, String at) throws SQLException {
        return added(database,
                """
                        insert into access_request (id, reference, person_id, model_id, state, revision, version, created_at, updated_at,
                            submitted_at, decided_at, reason_code, public_text, reapply_from)
                        values ('%1$s', 'WG-2026-%1$s', '%2$s', '%3$s', 'REJECTED', 1, 1, '%5$s', '%5$s', '%5$s', '%5$s', '%4$s', 'No', '%5$s')
                        """,
                person, model, reason, at);
    }

    private void revoked(Connection database, UUID person, UUID model, String reason, String at) throws SQLException {
        run(database,
                "insert into terms_version values ('%s', '%s', 1, 'Terms', 'Words', repeat('0', 64), now()) on conflict do nothing"
                        .formatted(model, model));
        added(database,
                """
                        insert into access_grant (id, reference, person_id, model_id, origin, terms_version_id, release_range, state,
                            revoke_reason, state_since, starts_at, ends_at, trace_id, version)
                        values ('%1$s', 'G-%1$s', '%2$s', '%3$s', '%1$s', '%3$s', '', 'REVOKED', '%4$s', '%5$s', '2025-01-01', '2027-01-01',
                            '%1$s', 1)""",
                person, model, reason, at);
    }

    private static UUID added(Connection database, String sql, Object... values) throws SQLException {
        UUID id = UUID.randomUUID();
        var all = new ArrayList<Object>(List.of(id));
        all.addAll(List.of(values));
        run(database, sql.formatted(all.toArray()));
        return id;
    }

    private static String quoted(UUID id) {
        return "'" + id + "'";
    }

    private void migrate(String to) {
        Flyway.configure().dataSource(server + name, setting("username"), setting("password"))
                .locations("classpath:db/migration")
                .target(MigrationVersion.fromVersion(to)).load().migrate();
    }

    private Connection open(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", setting("username"));
        login.setProperty("password", setting("password"));
        return DriverManager.getConnection(server + database, login);
    }

    private void onTheServer(String sql) throws SQLException {
        try (Connection database = open("postgres")) {
            run(database, sql);
        }
    }

    private static void run(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement(); var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    private static String setting(String of) {
        return System.getProperty("quarkus.datasource." + of, "");
    }
}
