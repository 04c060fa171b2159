package org.weightgate.grants;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.Column;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;

import io.quarkus.scheduler.Scheduled;

/// Tells whoever could download a release that it was withdrawn, and why. A replica locks the release for one batch of
/// holders; each mail has a key of its own, so that nobody is told twice.
@ApplicationScoped
class WithdrawalLetters {

    private static final int BATCH = 100;

    private final Session database;
    private final Grants grants;
    private final Models models;
    private final People people;
    private final Outbox outbox;

    WithdrawalLetters(Session database, Grants grants, Models models, People people, Outbox outbox) {
        this.database = database;
        this.grants = grants;
        this.models = models;
        this.people = people;
        this.outbox = outbox;
    }

    private record Withdrawn(UUID id, UUID model, String version, String reason, @Nullable UUID toldUntil) {

        static Withdrawn of(Tuple row) {
            return new Withdrawn(row.get("id", UUID.class), row.get("model_id", UUID.class), row.get("version", String.class),
                    row.get("reason", String.class), row.get("holders_told_until", UUID.class));
        }
    }

    @Scheduled(every = "${weightgate.grants.withdrawals-every:10s}", concurrentExecution = SKIP)
    void tellAll() {
        boolean isMore;
        do {
            isMore = tellSome();
        } while (isMore);
    }

    /// True while there may be somebody else to tell.
    @Transactional
    boolean tellSome() {
        Optional<Withdrawn> next = database.createNativeQuery("""
                select id, model_id, version, coalesce(withdrawn_reason, '') as reason, holders_told_until from release
                where state = 'WITHDRAWN' and holders_told_at is null
                order by withdrawn_at limit 1 for update skip locked""", Tuple.class).getResultStream().findFirst()
                .map(Withdrawn::of);
        next.ifPresent(this::tell);
        return next.isPresent();
    }

    private void tell(Withdrawn release) {
        Model model = models.findById(release.model());
        List<UUID> batch = holders(release);
        batch.stream().map(grants::findById).filter(grant -> grant.releases().covers(release.version()))
                .forEach(grant -> write(people.findById(grant.person()), grant, model, release));
        boolean isOver = batch.size() < BATCH;
        database.createNativeMutationQuery("""
                update release set holders_told_until = coalesce(cast(:last as uuid), holders_told_until),
                    holders_told_at = case when :over then transaction_timestamp() end
                where id = :id""")
                .setParameter("last", batch.isEmpty() ? null : batch.getLast(), UUID.class).setParameter("over", isOver)
                .setParameter("id", release.id()).executeUpdate();
    }

    private List<UUID> holders(Withdrawn release) {
        return Column.of(database, """
                select id from access_grant
                where model_id = :model and state in ('ACTIVE', 'SUSPENDED')
                    and (cast(:after as uuid) is null or id > cast(:after as uuid))
                order by id limit :most""", UUID.class)
                .setParameter("model", release.model()).setParameter("after", release.toldUntil(), UUID.class)
                .setParameter("most", BATCH).getResultList();
    }

    private void write(Person holder, Grant grant, Model model, Withdrawn release) {
        String name = "Release " + release.version() + " of " + model.fullName();
        outbox.enqueue(grant.id(), holder.id(), holder.email(), "withdrawn:" + release.id() + ":" + grant.id(),
                new Letter(grant.reference(), name + " was withdrawn", Letter.greeting(holder.displayName()),
                        List.of(name + " was withdrawn by its publisher. No new download of it starts; what you have stays"
                                + " with you, but read why before you go on using it.",
                                "What the publisher wrote:\n" + release.reason(),
                                "Your access stays as it is. The page behind this link shows which releases are open."),
                        "See the model's releases", "/models/" + model.fullName()));
    }
}
