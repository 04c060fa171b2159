package org.weightgate.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The bytes of releases as their publisher brings them: only below the model's own prefix, only under the content's name.
/// Where the setting allows, every address is bound to the SHA-256 of what may be sent there; else to an upload that ends.
@ApplicationScoped
class BlobStore {

    private static final Duration UPLOAD_TTL = Duration.ofMinutes(15);
    private static final int BUFFER = 1 << 20;
    private static final int MOST_BEGUN = 1000;

    /// What lies in the store: its size, and the SHA-256 the store computed when it took it, if it does such a thing.
    record Stored(long size, Optional<String> checksum) {
    }

    /// The digests of bytes that were read.
    record Content(Digest sha256, Digest chunkRoot) {
    }

    /// An upload the store keeps parts of.
    record Begun(String key, String uploadId) {
    }

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;
    private final boolean checksums;

    @Inject
    BlobStore(S3Client s3, S3Presigner presigner, S3Config config) {
        this(s3, presigner, config.bucket(), config.uploadChecksums());
    }

    BlobStore(S3Client s3, S3Presigner presigner, String bucket, boolean checksums) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.checksums = checksums;
    }

    Optional<Stored> find(UUID model, String sha256) {
        try {
            HeadObjectResponse head = s3.headObject(ask -> ask.bucket(bucket).key(Blobs.key(model, sha256))
                    .checksumMode(checksums ? ChecksumMode.ENABLED : null));
            return Optional.of(new Stored(head.contentLength(), Optional.ofNullable(head.checksumSHA256())));
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        }
    }

    /// Whether one address may do for a whole file. One that is bound to no bytes would take others until its time is over, also
    /// after the file was checked; that of a part is void once its upload is complete.
    boolean takesWholeFiles() {
        return checksums;
    }

    /// One address for the whole file.
    UploadPlan single(UUID model, FileEntry file, long partSize) {
        String checksum = UploadPlan.checksum(file, partSize, partSize, 0);
        String url = presigner.presignPutObject(request -> request.signatureDuration(UPLOAD_TTL).putObjectRequest(
                put -> put.bucket(bucket).key(Blobs.key(model, file.sha256().hex())).checksumSHA256(checksum))).url()
                .toExternalForm();
        return new UploadPlan(file.sha256().hex(), file.size(), partSize, null,
                List.of(new UploadPlan.Part(0, url, 0, file.size(), checksum, null)));
    }

    String beginParts(UUID model, String sha256) {
        var request = CreateMultipartUploadRequest.builder().bucket(bucket).key(Blobs.key(model, sha256));
        if (checksums) {
            request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
        }
        return s3.createMultipartUpload(request.build()).uploadId();
    }

    /// The parts that have arrived, by number; empty when the store does not know the upload any more.
    Optional<Map<Integer, Part>> arrived(UUID model, String sha256, String uploadId) {
        try {
            return Optional.of(s3.listPartsPaginator(
                    list -> list.bucket(bucket).key(Blobs.key(model, sha256)).uploadId(uploadId)).parts().stream()
                    .collect(Collectors.toMap(Part::partNumber, part -> part, (_, later) -> later)));
        } catch (NoSuchUploadException _) {
            return Optional.empty();
        }
    }

    /// Addresses for the parts that are not there yet.
    UploadPlan parts(UUID model, FileEntry file, long chunkSize, long partSize, String uploadId, Map<Integer, Part> arrived) {
        var parts = new ArrayList<UploadPlan.Part>();
        for (long offset = 0; offset < file.size(); offset += partSize) {
            int number = parts.size() + 1;
            long length = Math.min(partSize, file.size() - offset);
            String checksum = checksums ? UploadPlan.checksum(file, chunkSize, partSize, number - 1) : null;
            Part there = arrived.get(number);
            String tag = there == null || there.size() != length ? null : there.eTag();
            String url = tag == null ? partUrl(model, file, uploadId, number, checksum) : null;
            parts.add(new UploadPlan.Part(number, url, offset, length, checksum, tag));
        }
        return new UploadPlan(file.sha256().hex(), file.size(), partSize, uploadId, parts);
    }

    private String partUrl(UUID model, FileEntry file, String uploadId, int number, @Nullable String checksum) {
        return presigner.presignUploadPart(request -> request.signatureDuration(UPLOAD_TTL).uploadPartRequest(
                part -> part.bucket(bucket).key(Blobs.key(model, file.sha256().hex())).uploadId(uploadId).partNumber(number)
                        .checksumSHA256(checksum)))
                .url().toExternalForm();
    }

    /// Joins the parts of an upload; false when the store knows no such upload.
    boolean complete(UUID model, FileEntry file, long chunkSize, String uploadId, List<UploadedPart> parts) {
        long partSize = UploadPlan.partSize(file.size(), chunkSize);
        List<CompletedPart> completed = parts.stream().map(part -> CompletedPart.builder()
                .partNumber(part.number()).eTag(part.etag())
                .checksumSHA256(checksums && part.number() <= file.chunks().count()
                        ? UploadPlan.checksum(file, chunkSize, partSize, part.number() - 1)
                        : null)
                .build()).toList();
        try {
            s3.completeMultipartUpload(request -> request.bucket(bucket).key(Blobs.key(model, file.sha256().hex()))
                    .uploadId(uploadId).multipartUpload(upload -> upload.parts(completed)));
            return true;
        } catch (NoSuchUploadException _) {
            return false;
        }
    }

    /// Ends an upload; the store keeps what has arrived of it until then.
    void abandon(UUID model, String sha256, String uploadId) {
        abandon(new Begun(Blobs.key(model, sha256), uploadId));
    }

    void abandon(Begun upload) {
        try {
            s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
        } catch (NoSuchUploadException _) {
            // it is over already
        }
    }

    /// What was begun for one of these models before that time and is neither complete nor ended, by the store's word and clock.
    List<Begun> begunBefore(Instant time, Set<UUID> models) {
        return s3.listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(Blobs.PREFIX)).uploads().stream()
                .filter(upload -> upload.initiated() != null && upload.initiated().isBefore(time))
                .filter(upload -> Blobs.model(upload.key()).filter(models::contains).isPresent()).limit(MOST_BEGUN)
                .map(upload -> new Begun(upload.key(), upload.uploadId())).toList();
    }

    void storeNothing(UUID model, String sha256) {
        s3.putObject(put -> put.bucket(bucket).key(Blobs.key(model, sha256)), RequestBody.empty());
    }

    void remove(UUID model, String sha256) {
        s3.deleteObject(delete -> delete.bucket(bucket).key(Blobs.key(model, sha256)));
    }

    /// What lies there, from reading every byte of it; tells how many were read at a time.
    Content content(UUID model, String sha256, int chunkSize, LongConsumer read) throws IOException {
        MessageDigest whole = Digest.hasher();
        MessageDigest chunk = Digest.hasher();
        MessageDigest chunkRoot = Digest.hasher();
        byte[] buffer = new byte[Math.min(BUFFER, chunkSize)];
        int left = chunkSize;
        try (InputStream bytes = s3.getObject(get -> get.bucket(bucket).key(Blobs.key(model, sha256)))) {
            int length;
            while ((length = bytes.read(buffer, 0, Math.min(buffer.length, left))) >= 0) {
                whole.update(buffer, 0, length);
                chunk.update(buffer, 0, length);
                left -= length;
                if (left == 0) {
                    chunkRoot.update(chunk.digest());
                    left = chunkSize;
                }
                read.accept(length);
            }
        }
        if (left < chunkSize) {
            chunkRoot.update(chunk.digest());
        }
        return new Content(Digest.of(whole.digest()), Digest.of(chunkRoot.digest()));
    }
}
