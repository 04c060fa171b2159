package org.weightgate.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;

/// Which multipart uploads were begun, so that an interrupted one is continued and a forgotten one ended.
@ApplicationScoped
class UploadBook {

    private final Session database;
    private final DatabaseClock clock;

    UploadBook(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    record Upload(UUID model, String sha256, String uploadId) {
    }

    /// Asking for it shows that somebody still works on it.
    @Transactional
    Optional<String> begun(UUID model, String sha256, long partSize) {
        return Column.of(database, """
                update upload set started_at = transaction_timestamp()
                where model_id = :model and sha256 = :sha256 and part_size = :size returning upload_id""", String.class)
                .setParameter("model", model).setParameter("sha256", sha256).setParameter("size", partSize)
                .uniqueResultOptional();
    }

    /// Returns the upload whose place it takes.
    @Transactional
    Optional<String> begin(UUID model, String sha256, String uploadId, long partSize) {
        return Optional.ofNullable(Column.of(database, """
                with before as (select upload_id from upload where model_id = :model and sha256 = :sha256)
                insert into upload (model_id, sha256, upload_id, part_size, started_at)
                values (:model, :sha256, :upload, :size, transaction_timestamp())
                on conflict (model_id, sha256) do update set upload_id = excluded.upload_id, part_size = excluded.part_size,
                    started_at = excluded.started_at
                returning (select before.upload_id from before)""", String.class)
                .setParameter("model", model).setParameter("sha256", sha256).setParameter("upload", uploadId)
                .setParameter("size", partSize).getSingleResult());
    }

    /// One that nobody asked for in so long, lent for `lease`: then another replica may take it.
    @Transactional
    Optional<Upload> abandoned(Duration age, Duration lease) {
        return database.createNativeQuery("""
                update upload set started_at = transaction_timestamp() - cast(:age as interval) + cast(:lease as interval)
                where (model_id, sha256) = (select model_id, sha256 from upload
                    where started_at < transaction_timestamp() - cast(:age as interval)
                    order by started_at limit 1 for update skip locked)
                returning model_id, sha256, upload_id""", Object[].class)
                .setParameter("age", age.toSeconds() + " seconds").setParameter("lease", lease.toSeconds() + " seconds")
                .uniqueResultOptional().map(row -> new Upload((UUID) row[0], (String) row[1], (String) row[2]));
    }

    /// All models of this portal: another may keep its weights in the same bucket.
    @Transactional
    Set<UUID> models() {
        return Set.copyOf(Column.of(database, "select id from model", UUID.class).getResultList());
    }

    /// Which of these it knows.
    @Transactional
    Set<String> known(Collection<String> uploadIds) {
        return Set.copyOf(Column.of(database, "select upload_id from upload where upload_id in (:ids)", String.class)
                .setParameterList("ids", uploadIds).getResultList());
    }

    /// The moment that lies so long before now.
    @Transactional
    Instant timeBefore(Duration age) {
        return clock.now().minus(age);
    }

    /// Forgets an upload, unless another has taken its place.
    @Transactional
    void forget(Upload upload) {
        database.createNativeMutationQuery(
                "delete from upload where model_id = :model and sha256 = :sha256 and upload_id = :upload")
                .setParameter("model", upload.model()).setParameter("sha256", upload.sha256())
                .setParameter("upload", upload.uploadId()).executeUpdate();
    }

    @Transactional
    void end(UUID model, String sha256) {
        database.createNativeMutationQuery("delete from upload where model_id = :model and sha256 = :sha256")
                .setParameter("model", model).setParameter("sha256", sha256).executeUpdate();
    }
}
