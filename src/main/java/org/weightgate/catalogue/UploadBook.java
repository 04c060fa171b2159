package org.weightgate.catalogue;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// Which multipart uploads were begun, so that an interrupted one is continued.
@ApplicationScoped
class UploadBook {

    private final Session database;

    UploadBook(Session database) {
        this.database = database;
    }

    @Transactional
    Optional<String> begun(UUID model, String sha256, long partSize) {
        return Column.of(database,
                "select upload_id from upload where model_id = :model and sha256 = :sha256 and part_size = :size", String.class)
                .setParameter("model", model).setParameter("sha256", sha256).setParameter("size", partSize)
                .uniqueResultOptional();
    }

    @Transactional
    void begin(UUID model, String sha256, String uploadId, long partSize) {
        database.createNativeMutationQuery("""
                insert into upload (model_id, sha256, upload_id, part_size, started_at)
                values (:model, :sha256, :upload, :size, transaction_timestamp())
                on conflict (model_id, sha256) do update set upload_id = excluded.upload_id, part_size = excluded.part_size,
                    started_at = excluded.started_at""")
                .setParameter("model", model).setParameter("sha256", sha256).setParameter("upload", uploadId)
                .setParameter("size", partSize).executeUpdate();
    }

    @Transactional
    void end(UUID model, String sha256) {
        database.createNativeMutationQuery("delete from upload where model_id = :model and sha256 = :sha256")
                .setParameter("model", model).setParameter("sha256", sha256).executeUpdate();
    }
}
