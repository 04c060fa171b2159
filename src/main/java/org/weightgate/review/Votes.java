package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.Verdict;

/// Who said what about which revision: one verdict per person and revision, the last one counts.
@ApplicationScoped
class Votes {

    private final Session database;

    Votes(Session database) {
        this.database = database;
    }

    List<VoteRow> of(UUID request, int revision) {
        return database
                .createNativeQuery(
                        """
                                select v.reviewer_id, p.display_name, v.verdict, v.at, v.reason_code, v.public_text
                                from review_vote v join person p on p.id = v.reviewer_id
                                where v.request_id = :request and v.revision = :revision order by v.at""",
                        Tuple.class)
                .setParameter("request", request).setParameter("revision", revision).getResultStream()
                .map(row -> new VoteRow(row.get("reviewer_id", UUID.class), row.get("display_name", String.class),
                        Verdict.valueOf(row.get("verdict", String.class)), row.get("at", Instant.class),
                        Optional.ofNullable(row.get("reason_code", String.class)).map(RejectionReason::valueOf),
                        Optional.ofNullable(row.get("public_text", String.class))))
                .toList();
    }

    record VoteRow(UUID reviewerId, String reviewer, Verdict verdict, Instant at, Optional<RejectionReason> reason,
            Optional<String> text) {
    }
}
