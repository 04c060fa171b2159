package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Column;
import org.weightgate.web.LinkSecret;

/// Who vouches for whom, and which link belongs to which revision.
@ApplicationScoped
public class Referees {

    static final Duration LINK = Duration.ofDays(21);

    private static final String COLUMNS = """
            select id, request_id, revision, name, email, state, sent_at, expires_at, answered_at,
                coalesce(comment, '') as comment, person_id
            from referee_invitation
            """;

    private final Session database;

    Referees(Session database) {
        this.database = database;
    }

    /// The referee of a request with what they said about this revision.
    @Transactional
    public Optional<Referee> of(UUID request, int revision) {
        return database.createNativeQuery("select name, email from referee where request_id = :request", Tuple.class)
                .setParameter("request", request).getResultList().stream().findFirst()
                .map(row -> new Referee(row.get("name", String.class), row.get("email", String.class),
                        current(request).filter(asked -> asked.revision() == revision)));
    }

    Optional<RefereeInvitation> current(UUID request) {
        return database.createNativeQuery(COLUMNS + "where request_id = :request and state <> 'VOID'", Tuple.class)
                .setParameter("request", request).getResultList().stream().findFirst().map(Referees::invitation);
    }

    @Transactional
    Optional<RefereeInvitation> with(LinkSecret secret) {
        return database.createNativeQuery(COLUMNS + "where token_hash = :hash", Tuple.class)
                .setParameter("hash", secret.hash()).getResultList().stream().findFirst().map(Referees::invitation);
    }

    /// When links were sent in the last day, newest first.
    List<Instant> sentSince(UUID request, Instant since) {
        return Column.of(database, """
                select sent_at from referee_invitation where request_id = :request and sent_at > :since
                order by sent_at desc""", Instant.class)
                .setParameter("request", request).setParameter("since", since).getResultList();
    }

    void name(UUID request, String name, MailAddress address, Instant now) {
        database.createNativeMutationQuery("""
                insert into referee (request_id, name, email, changed_at) values (:request, :name, :email, :now)
                on conflict (request_id) do update set name = excluded.name, email = excluded.email,
                    changed_at = excluded.changed_at""")
                .setParameter("request", request).setParameter("name", name).setParameter("email", address.text())
                .setParameter("now", now).executeUpdate();
    }

    void unname(UUID request) {
        database.createNativeMutationQuery("delete from referee where request_id = :request").setParameter("request", request)
                .executeUpdate();
    }

    void voidAll(UUID request) {
        database.createNativeMutationQuery("""
                update referee_invitation set state = 'VOID'
                where request_id = :request and state <> 'VOID'""")
                .setParameter("request", request).executeUpdate();
    }

    void ask(UUID id, UUID request, int revision, Referee referee, LinkSecret secret, Instant now) {
        database.createNativeMutationQuery("""
                insert into referee_invitation (id, request_id, revision, name, email, state, token_hash, sent_at, expires_at)
                values (:id, :request, :revision, :name, :email, 'WAITING', :hash, :now, :until)""")
                .setParameter("id", id).setParameter("request", request).setParameter("revision", revision)
                .setParameter("name", referee.name()).setParameter("email", referee.email())
                .setParameter("hash", secret.hash()).setParameter("now", now).setParameter("until", now.plus(LINK))
                .executeUpdate();
    }

    void answer(UUID id, boolean confirmed, String comment, @Nullable UUID person, Instant now) {
        database.createNativeMutationQuery("""
                update referee_invitation set state = :state, comment = :comment, person_id = cast(:person as uuid),
                    answered_at = :now
                where id = :id""")
                .setParameter("state", confirmed ? "CONFIRMED" : "DECLINED").setParameter("comment", comment)
                .setParameter("person", person, UUID.class).setParameter("now", now).setParameter("id", id).executeUpdate();
    }

    /// The account that has this address, confirmed, if there is one.
    Optional<UUID> accountOf(String email) {
        return Column.of(database, """
                select id from person where lower(email) = lower(:email) and email_verified order by id limit 1""", UUID.class)
                .setParameter("email", email).getResultList().stream().findFirst();
    }

    private static RefereeInvitation invitation(Tuple row) {
        return new RefereeInvitation(row.get("id", UUID.class), row.get("request_id", UUID.class),
                row.get("revision", Integer.class), row.get("name", String.class), row.get("email", String.class),
                RefereeInvitation.State.valueOf(row.get("state", String.class)), row.get("sent_at", Instant.class),
                row.get("expires_at", Instant.class), row.get("answered_at", Instant.class),
                row.get("comment", String.class), row.get("person_id", UUID.class));
    }
}
