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
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;

/// The teams of requests.
@ApplicationScoped
public class Members {

    static final Duration INVITATION = Duration.ofDays(30);

    private static final String COLUMNS = """
            select m.id, m.request_id, m.email, m.state, m.person_id, coalesce(p.display_name, '') as name,
                coalesce(p.email, '') as account, m.terms_version, m.terms_sha256, m.invited_at, m.expires_at
            from member m left join person p on p.id = m.person_id
            """;

    private final Session database;

    Members(Session database) {
        this.database = database;
    }

    /// Everyone who was ever invited, in that order.
    @Transactional
    public List<Member> of(UUID request) {
        return database.createNativeQuery(COLUMNS + "where m.request_id = :request order by m.invited_at, m.id", Tuple.class)
                .setParameter("request", request).getResultList().stream().map(Members::member).toList();
    }

    @Transactional
    Optional<Member> with(LinkSecret secret) {
        return database.createNativeQuery(COLUMNS + "where m.token_hash = :hash", Tuple.class)
                .setParameter("hash", secret.hash()).getResultList().stream().findFirst().map(Members::member);
    }

    /// The teams a person has joined, newest first.
    @Transactional
    List<Member> joinedBy(UUID person) {
        return database.createNativeQuery(COLUMNS + """
                where m.person_id = :person and m.state = 'JOINED' order by m.answered_at desc limit 200""", Tuple.class)
                .setParameter("person", person).getResultList().stream().map(Members::member).toList();
    }

    void invite(UUID id, UUID request, MailAddress address, LinkSecret secret, Instant now) {
        database.createNativeMutationQuery("""
                insert into member (id, request_id, email, state, token_hash, invited_at, expires_at)
                values (:id, :request, :email, 'INVITED', :hash, :now, :until)""")
                .setParameter("id", id).setParameter("request", request).setParameter("email", address.text())
                .setParameter("hash", secret.hash()).setParameter("now", now).setParameter("until", now.plus(INVITATION))
                .executeUpdate();
    }

    void renew(UUID id, LinkSecret secret, Instant now) {
        database.createNativeMutationQuery("""
                update member set token_hash = :hash, invited_at = :now, expires_at = :until where id = :id""")
                .setParameter("hash", secret.hash()).setParameter("now", now).setParameter("until", now.plus(INVITATION))
                .setParameter("id", id).executeUpdate();
    }

    void join(UUID id, UUID person, TermsVersion terms, Instant now) {
        database.createNativeMutationQuery("""
                update member set state = 'JOINED', person_id = :person, terms_version_id = :terms, terms_version = :version,
                    terms_sha256 = :sha256, answered_at = :now
                where id = :id""")
                .setParameter("person", person).setParameter("terms", terms.id()).setParameter("version", terms.version())
                .setParameter("sha256", terms.sha256()).setParameter("now", now).setParameter("id", id).executeUpdate();
    }

    void end(UUID id, MemberState state, Instant now) {
        database.createNativeMutationQuery("update member set state = :state, answered_at = :now where id = :id")
                .setParameter("state", state.name()).setParameter("now", now).setParameter("id", id).executeUpdate();
    }

    private static Member member(Tuple row) {
        String sha256 = row.get("terms_sha256", String.class);
        return new Member(row.get("id", UUID.class), row.get("request_id", UUID.class), row.get("email", String.class),
                MemberState.valueOf(row.get("state", String.class)), row.get("person_id", UUID.class),
                PlainText.oneLine(row.get("name", String.class)), row.get("account", String.class),
                sha256 == null ? null : new Terms(row.get("terms_version", Integer.class), sha256),
                row.get("invited_at", Instant.class), row.get("expires_at", Instant.class));
    }
}
