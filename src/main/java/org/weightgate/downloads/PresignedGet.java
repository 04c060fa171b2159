package org.weightgate.downloads;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
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
    private static final HexFormat UPPER = HEX.withUpperCase();

    /// Which store, and whose keys.
    record Signer(URI endpoint, boolean pathStyle, String region, String bucket, String accessKey, String secretKey) {

        @Override
        public String toString() {
            return "Signer[" + endpoint + ", " + bucket + "]";
        }
    }

    /// A second as it is written, and the key of its day, ready to sign with: thousands of addresses are signed within one.
    private record Moment(long second, String day, String written, Mac key) {
    }

    private final Signer signer;
    private final String host;
    private final String origin;
    private final String folder;
    private volatile @Nullable Moment latest;

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
        Moment moment = moment(at);
        String scope = moment.day() + "/" + signer.region() + "/s3/aws4_request";
        var query = new TreeMap<>(parameters);
        query.put("X-Amz-Algorithm", ALGORITHM);
        query.put("X-Amz-Credential", signer.accessKey() + "/" + scope);
        query.put("X-Amz-Date", moment.written());
        query.put("X-Amz-Expires", Long.toString(ttl.toSeconds()));
        query.put("X-Amz-SignedHeaders", "host");
        String path = folder + encodedPath(key);
        String canonicalQuery = query.entrySet().stream().map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        String request = "GET\n" + path + "\n" + canonicalQuery + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
        String toSign = ALGORITHM + "\n" + moment.written() + "\n" + scope + "\n" + Digest.sha256(bytes(request)).hex();
        return origin + path + "?" + canonicalQuery + "&X-Amz-Signature="
                + HEX.formatHex(copy(moment.key()).doFinal(bytes(toSign)));
    }

    private Moment moment(Instant at) {
        Moment known = latest;
        if (known != null && known.second() == at.getEpochSecond()) {
            return known;
        }
        String day = DAY.format(at);
        Mac key = known != null && known.day().equals(day) ? known.key() : dayKey(day);
        var moment = new Moment(at.getEpochSecond(), day, SECOND.format(at), key);
        latest = moment;
        return moment;
    }

    private Mac dayKey(String day) {
        byte[] dated = mac(bytes("AWS4" + signer.secretKey())).doFinal(bytes(day));
        byte[] regional = mac(dated).doFinal(bytes(signer.region()));
        byte[] service = mac(regional).doFinal(bytes("s3"));
        return mac(mac(service).doFinal(bytes("aws4_request")));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + HMAC, e);
        }
    }

    /// The one that is kept is never used itself, so that several threads may copy it.
    private static Mac copy(Mac kept) {
        try {
            return (Mac) kept.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's " + HMAC + " cannot be copied", e);
        }
    }

    private static String encodedPath(String key) {
        return Arrays.stream(key.split("/", -1)).map(PresignedGet::encoded).collect(Collectors.joining("/"));
    }

    /// Percent-encoding as the signature wants it: all but letters, digits and `-._~`.
    static String encoded(String text) {
        if (text.chars().allMatch(PresignedGet::isPlain)) {
            return text;
        }
        var encoded = new StringBuilder(text.length() + 16);
        for (byte octet : bytes(text)) {
            char c = (char) (octet & 0xff);
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(UPPER.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_'
                || c == '~';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
