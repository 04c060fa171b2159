package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

/// The votes on a revision: one per person, the last one counts.
@ApplicationScoped
class Ballots {

    private final Session database;

    Ballots(Session database) {
        this.database = database;
    }

    /// The latest last.
    List<Ballot> on(UUID request, int revision) {
        return database.createNativeQuery("""
                select reviewer_id, verdict, grant_until, reason_code, public_text, reapply_from from review_vote
                where request_id = :request and revision = :revision order by at, reviewer_id""", Tuple.class)
                .setParameter("request", request).setParameter("revision", revision).getResultStream().map(Ballots::ballot)
                .toList();
    }

    private static Ballot ballot(Tuple row) {
        String reason = row.get("reason_code", String.class);
        String text = row.get("public_text", String.class);
        Instant reapplyFrom = row.get("reapply_from", Instant.class);
        Ballot.Rejection rejection = reason == null || text == null || reapplyFrom == null
                ? null
                : new Ballot.Rejection(RejectionReason.valueOf(reason), text, reapplyFrom);
        return new Ballot(row.get("reviewer_id", UUID.class), Verdict.valueOf(row.get("verdict", String.class)),
                row.get("grant_until", Instant.class), rejection);
    }

    void record(UUID request, RequestEvent.Voted vote, Instant at) {
        Ballot ballot = vote.ballot();
        Ballot.Rejection why = ballot.rejection();
        database.createNativeMutationQuery("""
                insert into review_vote (request_id, revision, reviewer_id, verdict, at, grant_until, reason_code, public_text,
                                         reapply_from)
                values (:request, :revision, :reviewer, :verdict, :at, cast(:until as timestamptz), :reason, :text,
                        cast(:reapply as timestamptz))
                on conflict (request_id, revision, reviewer_id) do update set verdict = excluded.verdict, at = excluded.at,
                    grant_until = excluded.grant_until, reason_code = excluded.reason_code,
                    public_text = excluded.public_text, reapply_from = excluded.reapply_from""")
                .setParameter("request", request).setParameter("revision", vote.revision())
                .setParameter("reviewer", ballot.reviewer()).setParameter("verdict", ballot.verdict().name())
                .setParameter("at", at).setParameter("until", ballot.until(), Instant.class)
                .setParameter("reason", why == null ? null : why.reason().name(), String.class)
                .setParameter("text", why == null ? null : why.text(), String.class)
                .setParameter("reapply", why == null ? null : why.reapplyFrom(), Instant.class).executeUpdate();
    }

    void remove(UUID request, int revision, UUID reviewer) {
        database.createNativeMutationQuery("""
                delete from review_vote where request_id = :request and revision = :revision and reviewer_id = :reviewer""")
                .setParameter("request", request).setParameter("revision", revision).setParameter("reviewer", reviewer)
                .executeUpdate();
    }
}
