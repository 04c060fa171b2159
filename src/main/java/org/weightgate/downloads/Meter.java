package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.catalogue.WeightFile;
import org.weightgate.events.Column;
import org.weightgate.events.PlainSql;

/// Counts what each grant is given, and says when its quota is used up.
@ApplicationScoped
class Meter {

    private static final Duration SAME = Duration.ofHours(1);

    private final Session database;
    private final UrlMints mints;

    Meter(Session database, UrlMints mints) {
        this.database = database;
        this.mints = mints;
    }

    sealed interface Taken {

        record Within() implements Taken {
        }

        /// `again` is when enough of the quota is free, where waiting helps.
        record Exhausted(Quota.Limit limit, Optional<Instant> again) implements Taken {
        }
    }

    /// Records the ticket and its addresses, unless that breaks the quota; then nothing is recorded. Tickets of one grant
    /// that have a limit wait for each other, so that two at once cannot both take the last of it.
    @Transactional(TxType.MANDATORY)
    Taken take(Quota quota, Asked asked) {
        UUID grant = asked.grant().id();
        if (!quota.isUnlimited()) {
            waitForOthers(grant);
        }
        long bytes = newBytes(asked);
        Optional<UUID> shared = asked.single() ? sharedTicket(asked) : Optional.empty();
        if (!quota.isUnlimited()) {
            Quota.Use use = use(grant, asked.now());
            Optional<Quota.Limit> broken = quota.brokenBy(use, bytes, shared.isPresent());
            if (broken.isPresent()) {
                return new Taken.Exhausted(broken.get(), again(quota, broken.get(), grant, bytes, use, asked.now()));
            }
        }
        shared.ifPresentOrElse(ticket -> join(ticket, asked, bytes), () -> insert(asked, bytes));
        mints.record(asked);
        return new Taken.Within();
    }

    Quota.Use use(UUID grant, Instant now) {
        Tuple row = database.createNativeQuery("""
                select coalesce(cast(sum(bytes) as bigint), 0) as bytes, count(*) as tickets,
                       count(*) filter (where expires_at > :now) as valid
                from ticket where grant_id = :grant and minted_at > :since""", Tuple.class)
                .setParameter("grant", grant).setParameter("now", now).setParameter("since", now.minus(Quota.DAY))
                .getSingleResult();
        return new Quota.Use(row.get("bytes", Long.class), row.get("tickets", Long.class), row.get("valid", Long.class));
    }

    private void waitForOthers(UUID grant) {
        Column.of(database, "select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, 0))) as held",
                Integer.class).setParameter("key", "quota " + grant).getSingleResult();
    }

    /// The size of what was not given out to this grant within the hour before.
    private long newBytes(Asked asked) {
        return PlainSql.list(database, row -> row.getLong(1), """
                select coalesce(cast(sum(size) as bigint), 0) from unnest(?, ?) as wanted (path, size)
                where not exists (select 1 from url_mint given where given.grant_id = ?
                    and given.release_id = ? and given.path = wanted.path and given.minted_at > ?)""",
                asked.files().stream().map(WeightFile::path).toArray(String[]::new),
                asked.files().stream().map(WeightFile::size).toArray(Long[]::new),
                asked.grant().id(), asked.release(), asked.now().minus(SAME)).getFirst();
    }

    private Optional<UUID> sharedTicket(Asked asked) {
        return PlainSql.first(database, row -> row.getObject(1, UUID.class), """
                select id from ticket
                where grant_id = ? and release_id = ? and single and minted_at > ? and network is not distinct from ?
                order by minted_at desc limit 1 for update""",
                asked.grant().id(), asked.release(), asked.now().minus(SAME), asked.networkPrefix());
    }

    private void join(UUID ticket, Asked asked, long bytes) {
        PlainSql.update(database, """
                update ticket set files = files + ?, bytes = bytes + ?, expires_at = greatest(expires_at, ?) where id = ?""",
                asked.files().size(), bytes, asked.now().plus(asked.ttl()), ticket);
    }

    private void insert(Asked asked, long bytes) {
        PlainSql.update(database, """
                insert into ticket (id, grant_id, release_id, single, files, bytes, network, minted_at, expires_at)
                values (uuidv7(), ?, ?, ?, ?, ?, ?, ?, ?)""",
                asked.grant().id(), asked.release(), asked.single(), asked.files().size(), bytes, asked.networkPrefix(),
                asked.now(), asked.now().plus(asked.ttl()));
    }

    private Optional<Instant> again(Quota quota, Quota.Limit limit, UUID grant, long bytes, Quota.Use use, Instant now) {
        return switch (limit) {
            case BYTES_AT_ONCE -> Optional.empty();
            case BYTES -> whenFreed(grant, now, use.bytes() + bytes - quota.bytesPerDay().orElseThrow());
            case TICKETS -> whenFreed(grant, now, 0);
            case CONCURRENT -> Column.of(database,
                    "select min(expires_at) from ticket where grant_id = :grant and expires_at > :now and minted_at > :since",
                    Instant.class).setParameter("grant", grant).setParameter("now", now)
                    .setParameter("since", now.minus(Quota.DAY)).getResultStream().findFirst();
        };
    }

    /// When the oldest tickets that make up so many bytes are a day old.
    private Optional<Instant> whenFreed(UUID grant, Instant now, long bytes) {
        List<Instant> oldest = Column.of(database, """
                select minted_at from (
                    select minted_at, sum(bytes) over (order by minted_at, id) as freed
                    from ticket where grant_id = :grant and minted_at > :since) as running
                where freed >= :bytes order by minted_at limit 1""", Instant.class)
                .setParameter("grant", grant).setParameter("since", now.minus(Quota.DAY)).setParameter("bytes", bytes)
                .getResultList();
        return oldest.stream().findFirst().map(minted -> minted.plus(Quota.DAY));
    }
}
