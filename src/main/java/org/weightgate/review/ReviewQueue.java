package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.weightgate.requests.RequestState;

/// The list of requests on some models, page by page, the longest waiting first.
@ApplicationScoped
class ReviewQueue {

    private final Session database;

    ReviewQueue(Session database) {
        this.database = database;
    }

    record Filter(List<UUID> models, RequestState state, Optional<After> after, int size) {
    }

    /// The last row of the page before.
    record After(Instant waitingSince, UUID id) {
    }

    /// One row more than asked for tells that there is another page.
    @Transactional
    List<QueueRow> page(Filter filter) {
        if (filter.models().isEmpty()) {
            return List.of();
        }
        String keyset = filter.after().isPresent() ? "and (r.submittedAt, r.id) > (:since, :id)" : "";
        SelectionQuery<QueueRow> query = database
                .createSelectionQuery(
                        """
                                select r.id, r.reference, r.applicantName, r.affiliation, concat(m.namespace, '/', m.name), r.state, r.submittedAt
                                from AccessRequest r join Model m on m.id = r.modelId
                                where r.modelId in :models and r.state = :state and r.revision > 0 %s
                                order by r.submittedAt, r.id"""
                                .formatted(keyset),
                        QueueRow.class)
                .setParameter("models", filter.models()).setParameter("state", filter.state())
                .setMaxResults(filter.size() + 1);
        filter.after().ifPresent(after -> query.setParameter("since", after.waitingSince()).setParameter("id", after.id()));
        return query.getResultList();
    }

    @Transactional
    long waiting(List<UUID> models) {
        if (models.isEmpty()) {
            return 0;
        }
        return database.createSelectionQuery(
                "select count(*) from AccessRequest where modelId in :models and state = :state", Long.class)
                .setParameter("models", models).setParameter("state", RequestState.SUBMITTED).getSingleResult();
    }
}
