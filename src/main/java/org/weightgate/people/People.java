package org.weightgate.people;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.web.AccountErasedException;
import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// Everyone who has ever signed in.
@ApplicationScoped
public class People implements PanacheRepositoryBase<Person, UUID> {

    private final Session database;
    private final DatabaseClock clock;

    People(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Those who go by this name at sign-in; more than one when several identity providers are used.
    public List<Person> withUsername(String username) {
        return list("username", username);
    }

    /// The one person of this name, if anybody of it has signed in.
    public Optional<Person> named(String username) {
        List<Person> named = withUsername(username);
        if (named.size() > 1) {
            throw new ProblemException(409, "ambiguous", "More than one person is called " + username + ".");
        }
        return named.stream().findFirst();
    }

    /// These people by their ids, in one query.
    public Map<UUID, Person> byId(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of()
                : list("id in ?1", List.copyOf(ids)).stream().collect(Collectors.toMap(Person::id, Function.identity()));
    }

    Optional<Person> find(String issuer, String subject) {
        return find("issuer = ?1 and subject = ?2", issuer, subject).firstResultOptional();
    }

    /// Their account is there until the transaction ends: an erasure waits, and nothing of theirs begins behind its back.
    @Transactional(Transactional.TxType.MANDATORY)
    public void requireAccount(UUID person) {
        if (!isThere("select erased_at is null from person where id = :person for share", person)) {
            throw new AccountErasedException();
        }
    }

    /// Whoever begins something of this person's waits until the transaction ends.
    @Transactional(Transactional.TxType.MANDATORY)
    void hold(UUID person) {
        isThere("select true from person where id = :person for no key update", person);
    }

    private boolean isThere(String sql, UUID person) {
        return Column.of(database, sql, Boolean.class).setParameter("person", person).getResultList()
                .equals(List.of(true));
    }

    long withSubjectPrefix(String prefix) {
        return count("subject like ?1", prefix + '%');
    }

    /// The person this profile describes, made or brought up to date. Two first requests at once make one person, and none is
    /// brought back by what was read before they were erased.
    @Transactional
    Person remember(Profile profile) {
        database.doWork(connection -> {
            try (var lock = connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
                lock.setString(1, profile.issuer() + ' ' + profile.subject());
                lock.execute();
            }
        });
        var known = find("issuer = ?1 and subject = ?2", profile.issuer(), profile.subject())
                .withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
        if (known.isPresent()) {
            known.get().seen(profile, clock.now());
            return known.get();
        }
        var person = new Person(profile, clock.now());
        persistAndFlush(person);
        return person;
    }
}
