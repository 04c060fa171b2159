package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// What reviewers wanted changed, answer by answer, revision by revision.
@ApplicationScoped
public class ChangeNotes {

    private final Session database;

    ChangeNotes(Session database) {
        this.database = database;
    }

    @Transactional
    public List<FieldNote> of(UUID request, int revision) {
        return database.createNativeQuery("""
                select field, text from change_note where request_id = :request and revision = :revision
                order by position""", Tuple.class)
                .setParameter("request", request).setParameter("revision", revision).getResultStream()
                .map(row -> new FieldNote(row.get("field", String.class), row.get("text", String.class))).toList();
    }

    void keep(UUID request, RequestEvent.ChangesRequested changes) {
        int position = 0;
        for (FieldNote note : changes.notes()) {
            database.createNativeMutationQuery("""
                    insert into change_note (request_id, revision, position, field, text)
                    values (:request, :revision, :position, :field, :text)""")
                    .setParameter("request", request).setParameter("revision", changes.revision())
                    .setParameter("position", position++).setParameter("field", note.field())
                    .setParameter("text", note.text()).executeUpdate();
        }
    }
}
