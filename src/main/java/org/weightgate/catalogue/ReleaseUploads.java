package org.weightgate.catalogue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import software.amazon.awssdk.core.exception.SdkException;

/// Brings the bytes of a draft to S3 and finds out whether they are what the manifest says. Holds no transaction meanwhile.
@ApplicationScoped
class ReleaseUploads {

    /// Whether the bytes of one listed file still have to be sent.
    record Upload(String path, String sha256, long size, boolean missing) {
    }

    private final BlobStore store;

    ReleaseUploads(BlobStore store) {
        this.store = store;
    }

    List<Upload> outstanding(ReleaseDesk.Snapshot release) {
        Map<String, Boolean> missing = new HashMap<>();
        for (WeightFile file : release.files()) {
            missing.computeIfAbsent(file.sha256(), _ -> isMissing(release, file));
        }
        return release.files().stream()
                .map(file -> new Upload(file.path(), file.sha256(), file.size(),
                        Boolean.TRUE.equals(missing.get(file.sha256()))))
                .toList();
    }

    UploadPlan begin(ReleaseDesk.Snapshot release, String path) {
        release.requireDraft();
        WeightFile file = release.file(path);
        if (!isMissing(release, file)) {
            throw new ProblemException(409, "already-stored", path + " is stored already.");
        }
        return store.begin(release.model().id(), file);
    }

    /// Joins the parts; what does not have the listed size is thrown away again.
    void complete(ReleaseDesk.Snapshot release, String path, @Nullable String uploadId, List<UploadedPart> parts) {
        release.requireDraft();
        WeightFile file = release.file(path);
        if (uploadId != null && !join(release, file, uploadId, parts)) {
            throw new ProblemException(409, "upload-unknown", "The store knows no such upload of " + path + ". Send it again.");
        }
        OptionalLong stored = store.size(release.model().id(), file.sha256());
        if (stored.isEmpty()) {
            throw new ProblemException(409, "upload-missing", path + " has not arrived. Send it again.");
        }
        if (stored.getAsLong() != file.size()) {
            store.remove(release.model().id(), file.sha256());
            throw new ProblemException(409, "upload-size", path + " arrived with " + stored.getAsLong() + " bytes instead of "
                    + file.size() + " and was removed. Send it again.");
        }
    }

    /// Reads every byte of every file: S3 must hold exactly what the manifest says.
    void requireComplete(ReleaseDesk.Snapshot release) {
        var checked = new HashSet<String>();
        for (WeightFile file : release.files()) {
            if (checked.add(file.sha256())) {
                requireStored(release, file);
            }
        }
    }

    private void requireStored(ReleaseDesk.Snapshot release, WeightFile file) {
        if (isMissing(release, file)) {
            throw new ProblemException(409, "file-missing",
                    file.path() + " has not been uploaded completely. Run publish again.");
        }
        String actual = digest(release, file);
        if (!actual.equals(file.sha256())) {
            store.remove(release.model().id(), file.sha256());
            throw new ProblemException(409, "file-differs", file.path() + " was stored with the SHA-256 " + actual + ", but the"
                    + " manifest says " + file.sha256() + ". It was removed; upload it again.");
        }
    }

    private String digest(ReleaseDesk.Snapshot release, WeightFile file) {
        try {
            return store.digest(release.model().id(), file.sha256());
        } catch (IOException | SdkException unreadable) {
            throw new StoreUnavailableException(unreadable);
        }
    }

    private boolean join(ReleaseDesk.Snapshot release, WeightFile file, String uploadId, List<UploadedPart> parts) {
        return store.complete(release.model().id(), file.sha256(), uploadId, parts);
    }

    private boolean isMissing(ReleaseDesk.Snapshot release, WeightFile file) {
        OptionalLong stored = store.size(release.model().id(), file.sha256());
        return stored.isEmpty() || stored.getAsLong() != file.size();
    }
}
