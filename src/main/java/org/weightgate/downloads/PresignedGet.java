package org.weightgate.downloads;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.weightgate.manifest.Digest;

/// Signs a GET of one object so that any client can use it: AWS signature version 4 in the query, only the `host` header
/// signed. Nothing is asked of anybody, and the key of a day is derived once, so that ten thousand addresses are a matter of
/// milliseconds.
///
/// Source: [Authenticating requests: using query parameters](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
final class PresignedGet {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String HMAC = "HmacSHA256";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// Which store, and whose keys.
    record Signer(URI endpoint, boolean pathStyle, String region, String bucket, String accessKey, String secretKey) {

        @Override
        public String toString() {
            return "Signer[" + endpoint + ", " + bucket + "]";
        }
    }

    private record DayKey(String day, SecretKeySpec key) {
    }

    private final Signer signer;
    private final String host;
    private final String origin;
    private final String folder;
    private volatile DayKey latest = new DayKey("", new SecretKeySpec(new byte[1], HMAC));

    PresignedGet(Signer signer) {
        this.signer = signer;
        URI endpoint = signer.endpoint();
        String authority = endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
        this.host = signer.pathStyle() ? authority : signer.bucket() + "." + authority;
        this.origin = endpoint.getScheme() + "://" + host;
        this.folder = signer.pathStyle() ? "/" + encoded(signer.bucket()) + "/" : "/";
    }

    /// The address of this object with these parameters, all covered by the signature, good from that second on for `ttl`.
    String url(String key, Map<String, String> parameters, Duration ttl, Instant at) {
        String day = DAY.format(at);
        String scope = day + "/" + signer.region() + "/s3/aws4_request";
        var query = new TreeMap<>(parameters);
        query.put("X-Amz-Algorithm", ALGORITHM);
        query.put("X-Amz-Credential", signer.accessKey() + "/" + scope);
        query.put("X-Amz-Date", SECOND.format(at));
        query.put("X-Amz-Expires", Long.toString(ttl.toSeconds()));
        query.put("X-Amz-SignedHeaders", "host");
        String path = folder + encodedPath(key);
        String canonicalQuery = query.entrySet().stream().map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        String request = "GET\n" + path + "\n" + canonicalQuery + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
        String toSign = ALGORITHM + "\n" + SECOND.format(at) + "\n" + scope + "\n" + Digest.sha256(bytes(request)).hex();
        return origin + path + "?" + canonicalQuery + "&X-Amz-Signature=" + HEX.formatHex(hmac(dayKey(day), toSign));
    }

    private SecretKeySpec dayKey(String day) {
        DayKey known = latest;
        if (!known.day().equals(day)) {
            byte[] dated = hmac(new SecretKeySpec(bytes("AWS4" + signer.secretKey()), HMAC), day);
            byte[] regional = hmac(new SecretKeySpec(dated, HMAC), signer.region());
            byte[] service = hmac(new SecretKeySpec(regional, HMAC), "s3");
            known = new DayKey(day, new SecretKeySpec(hmac(new SecretKeySpec(service, HMAC), "aws4_request"), HMAC));
            latest = known;
        }
        return known.key();
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + HMAC, e);
        }
    }

    private static String encodedPath(String key) {
        return encoded(key).replace("%2F", "/");
    }

    /// Percent-encoding as the signature wants it: all but letters, digits and `-._~`.
    static String encoded(String text) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte octet : bytes(text)) {
            char c = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
