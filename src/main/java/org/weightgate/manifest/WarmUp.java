package org.weightgate.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes ready, in the background and once, what a fresh JVM takes longest with before it has verified anything: loading what reads
/// JSON, the table of multiples with which the JDK checks a signature on P-256, and compiling SHA-256 to the processor's own
/// instructions. Whoever needs one of them meanwhile waits no longer than without.
public final class WarmUp {

    private static final Duration HASHING = Duration.ofMillis(150);
    private static final Duration HASHING_WHILE_FETCHING = Duration.ofMillis(40);
    private static final byte[] SMALL_JSON = "{\"files\":[{\"size\":1}]}".getBytes(StandardCharsets.US_ASCII);
    /// r and s are 1: read, computed with and refused.
    private static final byte[] SIGNATURE = { 0x30, 6, 2, 1, 1, 2, 1, 1 };

    private static final AtomicBoolean SIGNATURES_BEGUN = new AtomicBoolean();
    private static final AtomicBoolean HASHING_BEGUN = new AtomicBoolean();

    private WarmUp() {
    }

    /// For a program that will verify and has something else to do first, such as reading its command line.
    public static void verifying() {
        if (!SIGNATURES_BEGUN.getAndSet(true)) {
            start("signatures", WarmUp::signatures);
            hashing();
        }
    }

    /// For a program that will verify what it fetches. One digest at a time is what it needs; trying which way is quicker for two would keep
    /// a processor from what comes first.
    public static void fetching() {
        if (!SIGNATURES_BEGUN.getAndSet(true)) {
            start("signatures", WarmUp::signatures);
            start("one-sha-256", () -> hash(HASHING_WHILE_FETCHING));
        }
    }

    /// For whoever is about to hash. Otherwise compiling SHA-256 waits behind other methods, and the first gigabyte is hashed by slow code.
    public static void hashing() {
        if (!HASHING_BEGUN.getAndSet(true)) {
            start("sha-256", () -> TwinHashes.tryBothWays(HASHING));
        }
    }

    private static void hash(Duration time) {
        MessageDigest hasher = Digest.hasher();
        byte[] bytes = new byte[1 << 16];
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end;) {
            hasher.update(bytes);
        }
    }

    private static void start(String what, Runnable work) {
        Thread.ofPlatform().daemon().name("warm-up-" + what).start(work);
    }

    static void signatures() {
        try {
            JsonObject.parse("a small document", SMALL_JSON, SMALL_JSON.length);
            SignerKey generator = SignerKey.ofPoint(Curve.P256.parameters().getGenerator(), Curve.P256);
            ModelSignature.verifies(SignerKey.ofPem(generator.pem()), ModelSignature.PAYLOAD_TYPE, SMALL_JSON, SIGNATURE);
        } catch (ManifestFormatException | KeyFormatException impossible) {
            throw new IllegalStateException("what was written here cannot be read", impossible);
        }
    }
}
