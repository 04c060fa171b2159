package org.weightgate.web;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// What makes a link unguessable. We keep only its hash.
public record LinkSecret(String text) {

    private static final int BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public static LinkSecret fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new LinkSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public static Optional<LinkSecret> parse(String typed) {
        return SHAPE.matcher(typed).matches() ? Optional.of(new LinkSecret(typed)) : Optional.empty();
    }

    public byte[] hash() {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "LinkSecret[hidden]";
    }
}
