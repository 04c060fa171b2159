package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;

/// The votes on a revision: one per person, the last one counts.
@ApplicationScoped
class Ballots {

    private final Session database;

    Ballots(Session database) {
        this.database = database;
    }

    private record Row(UUID reviewer, String verdict) {
    }

    List<Ballot> on(UUID request, int revision) {
        return database.createNativeQuery("""
                select reviewer_id, verdict from review_vote
                where request_id = :request and revision = :revision order by at, reviewer_id""", Row.class)
                .setParameter("request", request).setParameter("revision", revision).getResultStream()
                .map(row -> new Ballot(row.reviewer(), Verdict.valueOf(row.verdict()))).toList();
    }
}
