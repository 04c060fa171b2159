package org.weightgate.review;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret of an invitation: it leaves the portal in one mail, and only its hash stays.
record ExpertLink(String secret) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static ExpertLink fresh() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new ExpertLink(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    String path() {
        return "/opinion/" + secret;
    }

    @Override
    public String toString() {
        return "ExpertLink";
    }
}
