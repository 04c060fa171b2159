package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Where the bytes lie. The portal signs the way to them; they never pass through it.
public interface WeightStore {

    /// A URL that gives this one file to whoever has it, until it expires.
    record SignedUrl(String url, Instant expiresAt) {
    }

    /// Signs a GET of one file of a model. The trace id is covered by the signature: it cannot be taken off the URL.
    SignedUrl sign(UUID model, String sha256, String path, String traceId, Duration ttl);

    /// The bytes of a small file, which are exactly those of this digest; anything else in the store is an error.
    byte[] read(UUID model, String sha256, int size);
}
