package org.weightgate.catalogue;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.weightgate.events.Column;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The checks that were asked for, one per release.
@ApplicationScoped
class ReleaseChecks implements PanacheRepositoryBase<ReleaseCheck, UUID> {

    private final Session database;

    ReleaseChecks(Session database) {
        this.database = database;
    }

    /// One that nobody works on, held until the transaction ends; two replicas never get the same.
    Optional<ReleaseCheck> nextWaiting() {
        return next("state = 'WAITING'");
    }

    /// The same for the whole files of an open release.
    Optional<ReleaseCheck> nextDue() {
        return next("whole = 'DUE'");
    }

    private Optional<ReleaseCheck> next(String what) {
        return Column.of(database, "select release_id from release_check where " + what
                + " and (leased_until is null or leased_until < clock_timestamp())"
                + " order by asked_at limit 1 for update skip locked", UUID.class).uniqueResultOptional().map(this::findById);
    }
}
