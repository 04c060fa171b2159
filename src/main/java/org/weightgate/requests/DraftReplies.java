package org.weightgate.requests;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.web.PlainText;

/// What an applicant is about to tell the reviewers along with their changed answers.
@ApplicationScoped
class DraftReplies {

    private final Session database;

    DraftReplies(Session database) {
        this.database = database;
    }

    @Transactional
    String of(UUID request) {
        return Column.of(database, "select reply from request_draft where request_id = :request", String.class)
                .setParameter("request", request).getResultList().stream().findFirst().orElse("");
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void keep(UUID request, String reply) {
        database.flush();
        database.createNativeMutationQuery("update request_draft set reply = :reply where request_id = :request")
                .setParameter("reply", PlainText.storable(reply)).setParameter("request", request).executeUpdate();
    }
}
