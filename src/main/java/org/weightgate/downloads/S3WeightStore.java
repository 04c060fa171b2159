package org.weightgate.downloads;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Blobs;
import org.weightgate.catalogue.S3Config;
import org.weightgate.manifest.Digest;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// Signs URLs for S3; for that nothing is asked of the store, so it is quick and cannot be down.
@ApplicationScoped
class S3WeightStore implements WeightStore {

    static final String TRACE_PARAMETER = "x-weightgate-trace";
    /// Makes every address another one, so that the store's log tells who passed one on from who asked twice.
    static final String MINT_PARAMETER = "x-weightgate-mint";

    private final S3Client s3;
    private final S3Config config;
    private final PresignedGet signer;

    S3WeightStore(S3Client s3, S3Config config) {
        this.s3 = s3;
        this.config = config;
        this.signer = signer(config);
    }

    static PresignedGet signer(S3Config config) {
        return new PresignedGet(new PresignedGet.Signer(config.publicEndpoint().orElse(config.endpoint()),
                config.pathStyle(), config.region(), config.bucket(), config.accessKey(), config.secretKey()));
    }

    @Override
    public SignedUrl sign(UUID model, String sha256, String path, String traceId, Duration ttl) {
        Instant now = Instant.now();
        String url = signer.url(Blobs.key(model, sha256), Map.of(TRACE_PARAMETER, traceId, MINT_PARAMETER,
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()), "response-content-disposition",
                "attachment; filename=\"" + fileName(path) + "\""), ttl, now);
        return new SignedUrl(url, now.truncatedTo(ChronoUnit.SECONDS).plus(ttl));
    }

    @Override
    public byte[] read(UUID model, String sha256, int size) {
        try (var bytes = s3.getObject(get -> get.bucket(config.bucket()).key(Blobs.key(model, sha256)))) {
            byte[] content = bytes.readNBytes(size);
            if (content.length != size || !Digest.sha256(content).hex().equals(sha256)) {
                throw new StoreFailedException("a file in the store is not the one its release lists: " + sha256, null);
            }
            return content;
        } catch (IOException | SdkException unreadable) {
            throw new StoreFailedException("the store does not give the file " + sha256, unreadable);
        }
    }

    /// The last part of the path, in characters every store and browser reads the same.
    static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
