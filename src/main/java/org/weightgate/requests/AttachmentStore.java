package org.weightgate.requests;

import java.io.InputStream;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.S3Config;
import org.weightgate.web.ProblemException;

import io.quarkus.logging.Log;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// The bytes of attachments in S3. Nobody gets an address of them: the portal itself serves what it may.
@ApplicationScoped
class AttachmentStore {

    private final S3Client s3;
    private final String bucket;

    AttachmentStore(S3Client s3, S3Config config) {
        this.s3 = s3;
        this.bucket = config.bucket();
    }

    void put(Attachment file, byte[] content) {
        try {
            s3.putObject(put -> put.bucket(bucket).key(file.key()).contentType("application/octet-stream"),
                    RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    InputStream open(Attachment file) {
        try {
            return s3.getObject(get -> get.bucket(bucket).key(file.key()));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /// Whether it is gone now; the store's failure is tried again later.
    boolean remove(String key) {
        try {
            s3.deleteObject(delete -> delete.bucket(bucket).key(key));
            return true;
        } catch (SdkException e) {
            Log.warnf("an attachment could not be taken out of the store: %s", e.getClass().getSimpleName());
            return false;
        }
    }

    private static ProblemException unavailable(SdkException e) {
        Log.warnf("the store of attachments failed: %s", e.getClass().getSimpleName());
        return new ProblemException(503, "store-unavailable",
                "The store for files does not answer right now. What you wrote is saved; try the file again in a minute.");
    }
}
