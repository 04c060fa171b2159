package org.weightgate.review;

import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.catalogue.Model;
import org.weightgate.people.BanSubject;
import org.weightgate.people.BanWork;
import org.weightgate.people.Bans;
import org.weightgate.people.Person;
import org.weightgate.requests.Seen;

import io.quarkus.narayana.jta.QuarkusTransaction;

/// Policies with a hold, what a reviewer sees now, and time that passes.
@ApplicationScoped
public class HoldStage {

    private final Session database;
    private final CaseFiles files;
    private final Bans bans;
    private final BanWork work;

    HoldStage(Session database, CaseFiles files, Bans bans, BanWork work) {
        this.database = database;
        this.files = files;
        this.bans = bans;
        this.work = work;
    }

    @Transactional
    public void policy(Model model, int version, int quorum, int holdSeconds, DecisionRule rule) {
        database.createNativeMutationQuery("""
                insert into access_policy (id, model_id, version, grant_days, ticket_ttl_seconds, hold_seconds, quorum,
                                           reapply_days, decision_rule, created_at)
                values (:id, :model, :version, 180, 600, :hold, :quorum, 30, :rule, now())""")
                .setParameter("id", UUID.randomUUID()).setParameter("model", model.id()).setParameter("version", version)
                .setParameter("hold", holdSeconds).setParameter("quorum", quorum).setParameter("rule", rule.name())
                .executeUpdate();
    }

    @Transactional
    public Seen seen(Person reviewer, UUID request) {
        CaseFile file = files.open(request, reviewer).orElseThrow();
        return new Seen(file.request().version(), file.request().revision(), file.facts().digest());
    }

    /// As if the hold had begun long ago.
    @Transactional
    public void letHoldPass(UUID request) {
        database.createNativeMutationQuery(
                "update access_request set held_ends_at = now() - interval '1 second' where id = :id and held_ends_at is not null")
                .setParameter("id", request).executeUpdate();
    }

    /// Bans a person everywhere and waits until the ban has closed what it closes.
    public void ban(Person person, UUID officer) {
        UUID ban = QuarkusTransaction.requiringNew()
                .call(() -> bans.place(BanSubject.of(person), null, "A test of bans.", null, officer).id());
        for (int tries = 0; tries < 200 && !worked(ban); tries++) {
            work.workOffAll();
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean worked(UUID ban) {
        return QuarkusTransaction.requiringNew().call(() -> bans.findById(ban).isWorkedOff());
    }

    @Transactional
    public String column(String column, UUID request) {
        return String
                .valueOf(database.createNativeQuery("select " + column + " from access_request where id = :id", Object.class)
                        .setParameter("id", request).getSingleResult());
    }

}
