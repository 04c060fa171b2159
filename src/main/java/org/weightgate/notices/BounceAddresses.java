package org.weightgate.notices;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The sender on a mail's envelope, one for each mail: a bounce comes back to it, and only who got the mail can know it.
final class BounceAddresses {

    private static final int RADIX = 36;
    private static final int SIGNATURE = 10;
    private static final int TOKEN = 16 + SIGNATURE;
    private static final int DIGITS = 41;
    private static final int LONGEST_LOCAL = 64;

    private final String local;
    private final String domain;
    private final byte[] secret;

    private BounceAddresses(String local, String domain, byte[] secret) {
        this.local = local;
        this.domain = domain;
        this.secret = secret;
    }

    /// Nothing while no address is configured.
    static Optional<BounceAddresses> of(BounceConfig config) {
        return config.address().map(address -> of(address, config.secret().orElse("")));
    }

    static BounceAddresses of(String address, String secret) {
        int at = address.lastIndexOf('@');
        if (!MailText.isAddress(address) || at + 1 + DIGITS > LONGEST_LOCAL) {
            throw new IllegalStateException("weightgate.bounces.address must be a mail address of at most "
                    + (LONGEST_LOCAL - DIGITS - 1) + " characters before the @, not " + address);
        }
        if (secret.length() < 16) {
            throw new IllegalStateException("weightgate.bounces.secret needs at least 16 random characters");
        }
        return new BounceAddresses(address.substring(0, at), address.substring(at + 1),
                secret.getBytes(StandardCharsets.UTF_8));
    }

    String sender(UUID mail) {
        var token = ByteBuffer.allocate(TOKEN).put(bytes(mail)).put(signature(bytes(mail)));
        String digits = new BigInteger(1, token.array()).toString(RADIX);
        return local + "+" + "0".repeat(DIGITS - digits.length()) + digits + "@" + domain;
    }

    /// The mail this address was made for; nothing for any address we did not make.
    Optional<UUID> mail(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        String begin = local.toLowerCase(Locale.ROOT) + "+";
        String end = "@" + domain.toLowerCase(Locale.ROOT);
        if (lower.length() != begin.length() + DIGITS + end.length() || !lower.startsWith(begin) || !lower.endsWith(end)) {
            return Optional.empty();
        }
        String digits = lower.substring(begin.length(), begin.length() + DIGITS);
        return digits.matches("[0-9a-z]+") ? read(digits) : Optional.empty();
    }

    private Optional<UUID> read(String digits) {
        BigInteger number = new BigInteger(digits, RADIX);
        if (number.bitLength() > TOKEN * Byte.SIZE) {
            return Optional.empty();
        }
        var token = new byte[TOKEN];
        byte[] bytes = number.toByteArray();
        int length = Math.min(TOKEN, bytes.length);
        System.arraycopy(bytes, bytes.length - length, token, TOKEN - length, length);
        byte[] id = Arrays.copyOf(token, 16);
        byte[] signed = Arrays.copyOfRange(token, 16, TOKEN);
        if (!MessageDigest.isEqual(signed, signature(id))) {
            return Optional.empty();
        }
        var both = ByteBuffer.wrap(id);
        return Optional.of(new UUID(both.getLong(), both.getLong()));
    }

    private byte[] signature(byte[] id) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(id), SIGNATURE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
    }
}
