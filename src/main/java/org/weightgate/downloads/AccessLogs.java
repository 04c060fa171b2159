package org.weightgate.downloads;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.S3Config;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The store's access log as objects in a bucket, named by their hour.
@ApplicationScoped
class AccessLogs {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final S3Client s3;
    private final S3Config store;
    private final AccessLogConfig config;

    AccessLogs(S3Client s3, S3Config store, AccessLogConfig config) {
        this.s3 = s3;
        this.store = store;
        this.config = config;
    }

    /// The names of the log objects since then.
    List<String> since(Instant start) {
        String prefix = config.prefix().orElse("");
        return s3.listObjectsV2Paginator(list -> list.bucket(config.bucket().orElseThrow()).prefix(prefix)
                .startAfter(prefix + NAME.format(start))).contents().stream().map(S3Object::key).toList();
    }

    Fetches read(String key) throws IOException {
        try (var bytes = s3.getObject(get -> get.bucket(config.bucket().orElseThrow()).key(key))) {
            return Fetches.of(new InputStreamReader(bytes, StandardCharsets.UTF_8), store.bucket());
        }
    }
}
