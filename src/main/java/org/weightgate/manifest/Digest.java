package org.weightgate.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A SHA-256 digest. Two digests are compared in constant time.
public final class Digest {

    /// Bytes in a digest.
    public static final int LENGTH = 32;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    /// A digest from its 32 raw bytes.
    ///
    /// @throws IllegalArgumentException if there are more or fewer
    public static Digest of(byte[] raw) {
        return new Digest(raw.clone());
    }

    /// A digest from 64 lower-case hexadecimal characters.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static Digest ofHex(String hex) {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("a SHA-256 digest is 64 lower-case hexadecimal characters");
        }
        return new Digest(HexFormat.of().parseHex(hex));
    }

    /// The SHA-256 of `data`.
    public static Digest sha256(byte[] data) {
        return new Digest(hasher().digest(data));
    }

    /// A fresh SHA-256.
    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime has no SHA-256", impossible);
        }
    }

    static boolean isHex(String text) {
        return HEX.matcher(text).matches();
    }

    /// The 32 bytes, a copy.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// 64 lower-case hexadecimal characters.
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    void updateInto(MessageDigest hasher) {
        hasher.update(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
