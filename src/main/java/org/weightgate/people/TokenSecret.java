package org.weightgate.people;

import java.security.SecureRandom;
import java.util.regex.Pattern;

import org.weightgate.web.Sha256;

/// Secrets we hand out once and keep only as SHA-256. They carry 130 bits and more, so a plain hash is enough.
final class TokenSecret {

    static final String PREFIX = "hf_";

    private static final int LENGTH = 40;
    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern ACCESS_TOKEN = Pattern.compile(PREFIX + "[A-Za-z0-9]{" + LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenSecret() {
    }

    static String accessToken() {
        return PREFIX + random(LENGTH, ALPHANUMERIC);
    }

    static String deviceCode() {
        return random(LENGTH, ALPHANUMERIC);
    }

    static String keptForm() {
        return random(LENGTH, ALPHANUMERIC);
    }

    static boolean isAccessToken(String text) {
        return ACCESS_TOKEN.matcher(text).matches();
    }

    static String random(int length, String alphabet) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    static byte[] hash(String secret) {
        return Sha256.of(secret);
    }
}
