package org.weightgate.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.PlainSql;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.web.ProblemException;

/// The releases that rest on bytes in the store: those that are open, and those that are being checked for it. Any key signs a
/// draft, so what a draft says about the same bytes must not be what removes or replaces them.
@ApplicationScoped
class RelyingReleases {

    private record Reliance(String sha256, long size, UUID release, String version) {
    }

    private final Session database;
    private final Releases releases;

    RelyingReleases(Session database, Releases releases) {
        this.database = database;
        this.releases = releases;
    }

    /// Refuses a manifest that gives bytes of another release a size or chunks they do not have there.
    @Transactional
    void requireNoContradiction(UUID model, Manifest manifest) {
        require(model, manifest, manifest.files(), true);
    }

    /// The same before bytes are written. Chunks of another size, which cannot be compared, do not suffice for that.
    @Transactional
    void requireSame(UUID model, Manifest manifest, FileEntry file) {
        require(model, manifest, List.of(file), false);
    }

    /// Whether another version than this rests on the bytes of this name.
    @Transactional
    boolean restsOn(UUID model, String version, FileEntry file) {
        return !relying(model, version, List.of(file)).isEmpty();
    }

    private void require(UUID model, Manifest manifest, List<FileEntry> files, boolean otherChunkSizes) {
        Map<String, List<Reliance>> relying = relying(model, manifest.release().version(), files).stream()
                .collect(Collectors.groupingBy(Reliance::sha256));
        var manifests = new HashMap<UUID, Manifest>();
        for (FileEntry file : files) {
            for (Reliance other : relying.getOrDefault(file.sha256().hex(), List.of())) {
                if (other.size() != file.size()
                        || (file.chunks().count() > 1 && !haveSameChunks(file, manifest, manifests.computeIfAbsent(
                                other.release(), this::manifest), otherChunkSizes))) {
                    throw new ProblemException(409, "file-contradicts", file.path() + " has the SHA-256 of a file of release "
                            + other.version() + ", but another size or other chunks than that has. Write the manifest anew from"
                            + " the files.");
                }
            }
        }
    }

    private static boolean haveSameChunks(FileEntry file, Manifest ours, Manifest theirs, boolean otherChunkSizes) {
        return theirs.chunkSize() != ours.chunkSize() ? otherChunkSizes
                : theirs.files().stream().anyMatch(
                        entry -> entry.sha256().equals(file.sha256()) && entry.chunkRoot().equals(file.chunkRoot()));
    }

    private Manifest manifest(UUID release) {
        return ReleaseDesk.Snapshot.manifest(releases.findById(release));
    }

    private List<Reliance> relying(UUID model, String version, List<FileEntry> files) {
        return PlainSql.list(database, RelyingReleases::reliance, """
                select distinct on (f.sha256, f.size) f.sha256, f.size, r.id, r.version
                from weight_file f join release r on r.id = f.release_id
                where f.sha256 = any (?) and r.model_id = ? and r.version <> ? and (r.state = 'PUBLISHED' or exists (
                    select 1 from release_check c where c.release_id = r.id and c.state = 'WAITING'))
                order by f.sha256, f.size, r.created_at desc""",
                files.stream().map(file -> file.sha256().hex()).distinct().toArray(String[]::new), model,
                version);
    }

    private static Reliance reliance(ResultSet row) throws SQLException {
        return new Reliance(row.getString(1), row.getLong(2), row.getObject(3, UUID.class), row.getString(4));
    }
}
