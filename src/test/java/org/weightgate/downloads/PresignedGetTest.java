package org.weightgate.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class PresignedGetTest {

    private static final String KEY = "models/0199c0de-0000-7000-8000-000000000001/blobs/" + "a".repeat(64);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT);

    /// Amazon's own example, from the page named at the class.
    @Test
    void amazonsExampleComesOut() {
        var signer = new PresignedGet(new PresignedGet.Signer(URI.create("https://s3.amazonaws.com"), false, "us-east-1",
                "examplebucket", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));

        String url = signer.url("test.txt", Map.of(), Duration.ofDays(1),
                ZonedDateTime.of(2013, 5, 24, 0, 0, 0, 0, ZoneOffset.UTC).toInstant());

        assertThat(url).startsWith("https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
                .endsWith("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }

    @Test
    void theSdkSignsTheSame() {
        for (boolean pathStyle : List.of(true, false)) {
            for (String endpoint : List.of("http://localhost:9090", "https://storage.example.org")) {
                same(URI.create(endpoint), pathStyle, "model-00001-of-00002.safetensors");
                same(URI.create(endpoint), pathStyle, "a b+c(d)'e\u00e9\ud83d\ude00~*.bin");
            }
        }
    }

    private static void same(URI endpoint, boolean pathStyle, String fileName) {
        String disposition = "attachment; filename=\"" + fileName + "\"";
        String theirs;
        try (var presigner = S3Presigner.builder().endpointOverride(endpoint).region(Region.EU_CENTRAL_1)
                .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret/+=")))
                .build()) {
            theirs = presigner.presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(10))
                    .getObjectRequest(get -> get.bucket("weights").key(KEY).responseContentDisposition(disposition)
                            .overrideConfiguration(trace -> trace.putRawQueryParameter("x-weightgate-trace", "t-1"))))
                    .url().toExternalForm();
        }
        Instant at = parameters(theirs).stream().filter(pair -> pair.startsWith("X-Amz-Date=")).findFirst()
                .map(pair -> ZonedDateTime.parse(pair.substring("X-Amz-Date=".length()), SECOND).toInstant()).orElseThrow();

        String ours = new PresignedGet(
                new PresignedGet.Signer(endpoint, pathStyle, "eu-central-1", "weights", "access", "secret/+="))
                .url(KEY, Map.of("x-weightgate-trace", "t-1", "response-content-disposition", disposition),
                        Duration.ofMinutes(10), at);

        assertThat(ours.split("\\?", 2)[0]).isEqualTo(theirs.split("\\?", 2)[0]);
        assertThat(parameters(ours)).containsExactlyInAnyOrderElementsOf(parameters(theirs));
    }

    @Test
    void theKeyOfADayIsMadeAnewTheNextDay() {
        var signer = new PresignedGet.Signer(URI.create("http://localhost"), true, "us-east-1", "weights", "access", "secret");
        var kept = new PresignedGet(signer);
        Instant today = Instant.parse("2026-11-25T23:59:59Z");
        String before = kept.url(KEY, Map.of(), Duration.ofMinutes(1), today);
        kept.url(KEY, Map.of(), Duration.ofMinutes(1), today.plusSeconds(1));

        assertThat(kept.url(KEY, Map.of(), Duration.ofMinutes(1), today)).isEqualTo(before);
        assertThat(new PresignedGet(signer).url(KEY, Map.of(), Duration.ofMinutes(1), today.plusSeconds(1)))
                .isEqualTo(kept.url(KEY, Map.of(), Duration.ofMinutes(1), today.plusSeconds(1)));
    }

    private static List<String> parameters(String url) {
        return Optional.of(url.split("\\?", 2)[1]).map(query -> Arrays.stream(query.split("&", -1)).sorted().toList())
                .orElseThrow();
    }
}
