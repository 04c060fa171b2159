package org.weightgate.catalogue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.FileEntry;
import org.weightgate.web.ProblemException;

import io.quarkus.logging.Log;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.Part;

/// Brings the bytes of a draft to S3 and finds out whether they are what the manifest says. Holds no transaction meanwhile.
@ApplicationScoped
class ReleaseUploads {

    /// What shows that a file in the store is the listed one.
    enum Proof {
        /// Its bytes.
        BYTES,
        /// The SHA-256 the store computed of it.
        STORE,
        /// The SHA-256 the store computed of each part: that of the whole is the signer's word.
        PARTS
    }

    /// Whether the bytes of one listed file still have to be sent.
    record Upload(String path, String sha256, long size, boolean missing) {
    }

    private final BlobStore store;
    private final UploadBook book;
    private final RelyingReleases relying;

    ReleaseUploads(BlobStore store, UploadBook book, RelyingReleases relying) {
        this.store = store;
        this.book = book;
        this.relying = relying;
    }

    List<Upload> outstanding(ReleaseDesk.Snapshot release) {
        Map<String, Boolean> missing = new HashMap<>();
        for (FileEntry file : release.manifest().files()) {
            missing.computeIfAbsent(file.sha256().hex(), _ -> isMissing(release, file));
        }
        return release.manifest().files().stream().map(file -> new Upload(file.path(), file.sha256().hex(), file.size(),
                Boolean.TRUE.equals(missing.get(file.sha256().hex())))).toList();
    }

    /// Where the file's bytes go, without the parts that an earlier attempt brought.
    UploadPlan begin(ReleaseDesk.Snapshot release, String path) {
        release.requireDraft();
        FileEntry file = release.file(path);
        if (!isMissing(release, file)) {
            throw alreadyStored(path);
        }
        relying.requireSame(release.model().id(), release.manifest(), file);
        long partSize = UploadPlan.partSize(file.size(), release.manifest().chunkSize());
        if (file.size() <= partSize && store.takesWholeFiles()) {
            return store.single(release.model().id(), file, partSize);
        }
        if (file.size() == 0) {
            // no part of an upload is empty everywhere, and there is nothing to send
            store.storeNothing(release.model().id(), file.sha256().hex());
            throw alreadyStored(path);
        }
        Optional<String> begun = book.begun(release.model().id(), file.sha256().hex(), partSize);
        Optional<Map<Integer, Part>> arrived = begun
                .flatMap(upload -> store.arrived(release.model().id(), file.sha256().hex(), upload));
        if (begun.isPresent() && arrived.isPresent()) {
            return store.parts(release.model().id(), file, release.manifest().chunkSize(), partSize, begun.get(),
                    arrived.get());
        }
        String upload = store.beginParts(release.model().id(), file.sha256().hex());
        book.begin(release.model().id(), file.sha256().hex(), upload, partSize)
                .ifPresent(before -> store.abandon(release.model().id(), file.sha256().hex(), before));
        return store.parts(release.model().id(), file, release.manifest().chunkSize(), partSize, upload, Map.of());
    }

    private static ProblemException alreadyStored(String path) {
        return new ProblemException(409, "already-stored", path + " is stored already.");
    }

    /// Joins the parts, unless the file is there already; what does not have the listed size is thrown away again.
    void complete(ReleaseDesk.Snapshot release, String path, @Nullable String uploadId, List<UploadedPart> parts) {
        release.requireDraft();
        FileEntry file = release.file(path);
        boolean missing = isMissing(release, file);
        if (missing) {
            relying.requireSame(release.model().id(), release.manifest(), file);
        }
        if (missing && uploadId != null
                && !store.complete(release.model().id(), file, release.manifest().chunkSize(), uploadId, parts)
                && isMissing(release, file)) {
            // unless another publisher of the same bytes has completed it meanwhile
            book.end(release.model().id(), file.sha256().hex());
            throw new ProblemException(409, "upload-unknown", "The store knows no such upload of " + path + ". Send it again.");
        }
        book.end(release.model().id(), file.sha256().hex());
        BlobStore.Stored stored = stored(release, file).orElseThrow(
                () -> new ProblemException(409, "upload-missing", path + " has not arrived. Send it again."));
        if (stored.size() != file.size()) {
            throw new ProblemException(409, "upload-size", path + " arrived with " + stored.size() + " bytes instead of "
                    + file.size() + ". " + remove(release, file));
        }
    }

    /// Requires S3 to hold exactly this file.
    Proof check(ReleaseDesk.Snapshot release, FileEntry file, LongConsumer read) {
        BlobStore.Stored stored = stored(release, file).orElseThrow(
                () -> new ProblemException(409, "file-missing", file.path() + " is not in the store. Run publish again."));
        if (stored.size() != file.size()) {
            throw new ProblemException(409, "file-differs",
                    file.path() + " has " + stored.size() + " bytes in the store, and the"
                            + " manifest says " + file.size() + ". Run publish again: it sends the file anew.");
        }
        int chunkSize = release.manifest().chunkSize();
        String expected = UploadPlan.objectChecksum(file, chunkSize, UploadPlan.partSize(file.size(), chunkSize));
        if (expected != null && stored.checksum().filter(expected::equals).isPresent()) {
            read.accept(file.size());
            return isInParts(release, file) ? Proof.PARTS : Proof.STORE;
        }
        BlobStore.Content content = content(release, file, read);
        if (!content.sha256().equals(file.sha256())) {
            boolean isNeeded = relying.restsOn(release.model().id(), release.version(), file);
            throw new ProblemException(409, "file-differs", file.path() + " was stored with the SHA-256 " + content.sha256()
                    + ", but the manifest says " + file.sha256() + ". " + (isNeeded
                            ? "Another release rests on what is there, so it stays. Withdraw that one: its manifest is wrong."
                            : remove(release, file)));
        }
        if (!content.chunkRoot().equals(file.chunkRoot())) {
            throw new ProblemException(409, "file-differs", file.path() + " has the manifest's SHA-256, but not its chunks, so"
                    + " nobody could verify it. Write the manifest anew from the files.");
        }
        return Proof.BYTES;
    }

    /// Reads the files of which only the parts were proved, and says which one has another SHA-256 than the manifest gives it.
    Optional<String> misnamed(ReleaseDesk.Snapshot release, LongConsumer read) {
        var seen = new HashSet<String>();
        for (FileEntry file : release.manifest().files()) {
            if (isInParts(release, file) && seen.add(file.sha256().hex())) {
                BlobStore.Content content = content(release, file, read);
                if (!content.sha256().equals(file.sha256())) {
                    return Optional.of(file.path() + " has the SHA-256 " + content.sha256() + " and not the " + file.sha256()
                            + " that its signer wrote down.");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isInParts(ReleaseDesk.Snapshot release, FileEntry file) {
        return file.size() > UploadPlan.partSize(file.size(), release.manifest().chunkSize());
    }

    /// Says what is to be done now. Where nobody may delete weights, the portal may not either.
    private String remove(ReleaseDesk.Snapshot release, FileEntry file) {
        try {
            store.remove(release.model().id(), file.sha256().hex());
            return "It was removed; upload it again.";
        } catch (SdkException refused) {
            String key = Blobs.key(release.model().id(), file.sha256().hex());
            Log.warnf("%s is not what its name says and could not be removed: %s", key, refused.getMessage());
            return "The portal may not remove it: ask its operators to delete " + key + ", then upload it again.";
        }
    }

    private BlobStore.Content content(ReleaseDesk.Snapshot release, FileEntry file, LongConsumer read) {
        try {
            return store.content(release.model().id(), file.sha256().hex(), release.manifest().chunkSize(), read);
        } catch (IOException | SdkException unreadable) {
            throw new StoreUnavailableException(unreadable);
        }
    }

    private boolean isMissing(ReleaseDesk.Snapshot release, FileEntry file) {
        return stored(release, file).filter(found -> found.size() == file.size()).isEmpty();
    }

    private Optional<BlobStore.Stored> stored(ReleaseDesk.Snapshot release, FileEntry file) {
        try {
            return store.find(release.model().id(), file.sha256().hex());
        } catch (SdkException unreadable) {
            throw new StoreUnavailableException(unreadable);
        }
    }
}
