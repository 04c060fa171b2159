package org.weightgate.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.manifest.Digest;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The bytes of releases as their publisher brings them: only below the model's own prefix, only under the content's name.
@ApplicationScoped
class BlobStore {

    private static final Duration UPLOAD_TTL = Duration.ofMinutes(15);
    private static final int BUFFER = 1 << 20;

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;

    BlobStore(S3Client s3, S3Presigner presigner, S3Config config) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = config.bucket();
    }

    /// How many bytes lie there, if anything does.
    OptionalLong size(UUID model, String sha256) {
        try {
            return OptionalLong.of(s3.headObject(head -> head.bucket(bucket).key(Blobs.key(model, sha256))).contentLength());
        } catch (NoSuchKeyException _) {
            return OptionalLong.empty();
        }
    }

    /// Addresses to send the file to, valid for a quarter of an hour.
    UploadPlan begin(UUID model, WeightFile file) {
        String key = Blobs.key(model, file.sha256());
        long partSize = UploadPlan.partSize(file.size());
        if (file.size() <= partSize) {
            String url = presigner.presignPutObject(request -> request.signatureDuration(UPLOAD_TTL)
                    .putObjectRequest(put -> put.bucket(bucket).key(key))).url().toString();
            return new UploadPlan(file.sha256(), file.size(), partSize, null,
                    List.of(new UploadPlan.Part(0, url, 0, file.size())));
        }
        String uploadId = s3.createMultipartUpload(create -> create.bucket(bucket).key(key)).uploadId();
        var parts = new ArrayList<UploadPlan.Part>();
        for (long offset = 0; offset < file.size(); offset += partSize) {
            int number = parts.size() + 1;
            String url = presigner.presignUploadPart(request -> request.signatureDuration(UPLOAD_TTL)
                    .uploadPartRequest(part -> part.bucket(bucket).key(key).uploadId(uploadId).partNumber(number)))
                    .url().toString();
            parts.add(new UploadPlan.Part(number, url, offset, Math.min(partSize, file.size() - offset)));
        }
        return new UploadPlan(file.sha256(), file.size(), partSize, uploadId, parts);
    }

    /// Joins the parts of an upload; false when the store knows no such upload.
    boolean complete(UUID model, String sha256, String uploadId, List<UploadedPart> parts) {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()).build()).toList();
        try {
            s3.completeMultipartUpload(request -> request.bucket(bucket).key(Blobs.key(model, sha256)).uploadId(uploadId)
                    .multipartUpload(upload -> upload.parts(completed)));
            return true;
        } catch (NoSuchUploadException _) {
            return false;
        }
    }

    void remove(UUID model, String sha256) {
        s3.deleteObject(delete -> delete.bucket(bucket).key(Blobs.key(model, sha256)));
    }

    /// The SHA-256 of what lies there, from reading every byte of it.
    String digest(UUID model, String sha256) throws IOException {
        MessageDigest hasher = Digest.hasher();
        byte[] buffer = new byte[BUFFER];
        try (InputStream bytes = s3.getObject(get -> get.bucket(bucket).key(Blobs.key(model, sha256)))) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                hasher.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(hasher.digest());
    }
}
