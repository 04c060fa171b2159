package org.weightgate.catalogue;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where the weights lie: any server that speaks AWS signature version 4.
@ConfigMapping(prefix = "weightgate.s3")
public interface S3Config {

    /// The address the portal itself uses.
    URI endpoint();

    /// The address readers' machines use, when it differs; presigned URLs are made for it.
    Optional<URI> publicEndpoint();

    @WithDefault("us-east-1")
    String region();

    String bucket();

    /// true: https://host/bucket/key; false: https://bucket.host/key.
    @WithDefault("true")
    boolean pathStyle();

    String accessKey();

    String secretKey();

    /// Whether the SDK adds its own checksums to every request or only where S3 demands one.
    @WithDefault("when-required")
    ChecksumCalculation checksumCalculation();

    /// Whether uploads are bound to their SHA-256, which the store then checks and remembers. false for a store that refuses it.
    @WithDefault("true")
    boolean uploadChecksums();

    /// How often drafts waiting to be published are looked for.
    @WithDefault("1s")
    Duration checkEvery();

    /// How long an upload that nobody goes on with is kept.
    @WithDefault("7d")
    Duration uploadsKept();

    /// How often such uploads are looked for.
    @WithDefault("1h")
    Duration sweepEvery();

    enum ChecksumCalculation {
        WHEN_SUPPORTED,
        WHEN_REQUIRED
    }
}
