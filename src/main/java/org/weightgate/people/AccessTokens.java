package org.weightgate.people;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.SessionFactory;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The access tokens of everyone.
@ApplicationScoped
class AccessTokens implements PanacheRepositoryBase<AccessToken, UUID> {

    /// A new token and its secret, which nobody can ask for again.
    record Issued(AccessToken token, String secret) {
    }

    private final People people;
    private final DatabaseClock clock;
    private final Events events;
    private final SessionFactory database;
    private final TokenUses uses;

    AccessTokens(People people, DatabaseClock clock, Events events, SessionFactory database, TokenUses uses) {
        this.people = people;
        this.database = database;
        this.uses = uses;
        this.clock = clock;
        this.events = events;
    }

    /// `secondFactor`: whether its maker has shown one just now.
    @Transactional
    Issued issue(UUID person, String name, Set<Scope> scopes, Duration life, boolean secondFactor) {
        people.requireAccount(person);
        return write(person, name, scopes, life, secondFactor);
    }

    /// For a device whose login is held: an erasure takes logins away first and tokens after, so that it ends this one too.
    @Transactional(Transactional.TxType.MANDATORY)
    Issued issueToDevice(UUID person, String name, Set<Scope> scopes, Duration life) {
        return write(person, name, scopes, life, false);
    }

    private Issued write(UUID person, String name, Set<Scope> scopes, Duration life, boolean secondFactor) {
        String secret = TokenSecret.accessToken();
        Instant now = clock.now();
        var token = new AccessToken(person, name, TokenSecret.hash(secret), scopes, now, now.plus(life));
        if (secondFactor) {
            token.madeWithSecondFactor(now);
        }
        persistAndFlush(token);
        events.append(person, "token.made", person,
                Map.of("token", token.id().toString(), "scopes", List.of(Scopes.words(scopes))));
        return new Issued(token, secret);
    }

    /// A live token and whose it is.
    record Opened(AccessToken token, Person person) {
    }

    /// What this secret opens; its use is noted. Asked at every call of a program, so in one query and without a transaction.
    Optional<Opened> open(String secret) {
        byte[] hash = TokenSecret.hash(secret);
        try (var reading = database.openStatelessSession()) {
            return reading.createSelectionQuery("""
                    select t, p, instant from AccessToken t join Person p on p.id = t.person where t.tokenHash = :hash""",
                    Tuple.class).setParameter("hash", hash).uniqueResultOptional()
                    .flatMap(row -> opened(row.get(0, AccessToken.class), row.get(1, Person.class),
                            row.get(2, Instant.class), hash));
        }
    }

    private Optional<Opened> opened(AccessToken token, Person person, Instant now, byte[] hash) {
        if (!token.opensWith(hash) || !token.isLive(now)) {
            return Optional.empty();
        }
        if (token.isUseToBeNoted(now)) {
            uses.note(token.id(), now);
        }
        return Optional.of(new Opened(token, person));
    }

    /// The newest of those made before `before`, so that every one can be reached.
    @Transactional
    List<TokenRow> of(UUID person, Optional<UUID> before, int most) {
        Instant now = clock.now();
        return find("person = ?1 and models is null and id < ?2 order by id desc", person, before.orElse(new UUID(-1, -1)))
                .page(0, most).stream().map(token -> TokenRow.of(token, now)).toList();
    }

    /// True when the person had such a token.
    @Transactional
    boolean revoke(UUID person, UUID id) {
        Optional<AccessToken> token = find("id = ?1 and person = ?2", id, person).firstResultOptional();
        token.ifPresent(found -> {
            found.revoke(clock.now());
            events.append(person, "token.revoked", person, Map.of("token", id.toString()));
        });
        return token.isPresent();
    }
}
