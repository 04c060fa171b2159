package org.weightgate.people;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;

/// Tokens of jobs: they download the models they are for, in a person's name, and may do nothing else of the person's.
@ApplicationScoped
public class JobTokens {

    private static final int LONGEST_NAME = 100;

    public record Issued(UUID id, String secret) {
    }

    private final People people;
    private final AccessTokens tokens;
    private final DatabaseClock clock;
    private final Session database;

    JobTokens(People people, AccessTokens tokens, DatabaseClock clock, Session database) {
        this.people = people;
        this.tokens = tokens;
        this.clock = clock;
        this.database = database;
    }

    /// A new token, for `jobs` as this person let them in. Those that ended a day ago are forgotten: a job makes many.
    @Transactional(Transactional.TxType.MANDATORY)
    public Issued issue(UUID person, String name, List<UUID> jobs, List<String> models, Duration life) {
        people.requireAccount(person);
        Instant now = clock.now();
        database.createNativeMutationQuery("""
                delete from access_token where person_id = :person and models is not null
                    and expires_at < now() - interval '1 day'""").setParameter("person", person).executeUpdate();
        String secret = TokenSecret.accessToken();
        var token = AccessToken.ofJobs(person, beginning(name), TokenSecret.hash(secret), jobs, models, now, now.plus(life));
        tokens.persist(token);
        return new Issued(token.id(), secret);
    }

    private static String beginning(String name) {
        int length = name.codePointCount(0, name.length());
        return name.substring(0, name.offsetByCodePoints(0, Math.min(length, LONGEST_NAME)));
    }

    /// What this job holds ends.
    @Transactional(Transactional.TxType.MANDATORY)
    public void revoke(UUID person, UUID job) {
        database.createNativeMutationQuery("""
                update access_token set revoked_at = now()
                where person_id = :person and models is not null and revoked_at is null and :job = any (jobs)""")
                .setParameter("person", person).setParameter("job", job).executeUpdate();
    }
}
