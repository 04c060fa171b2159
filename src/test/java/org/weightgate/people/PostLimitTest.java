package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many forms get through.
class PostLimitTest {

    private final AtomicLong now = new AtomicLong();
    private final Buckets buckets = new Buckets(60, 3, now::get);

    @Test
    void aBurstPassesThenOneASecond() {
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("ada")).isEmpty();
        }

        assertThat(buckets.take("ada")).contains(Duration.ofSeconds(1));
        assertThat(buckets.take("bob")).isEmpty();
        now.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(buckets.take("ada")).isPresent();
        now.addAndGet(Duration.ofMillis(2).toNanos());
        assertThat(buckets.take("ada")).isEmpty();
        assertThat(buckets.take("ada")).isPresent();
    }

    @Test
    void beingRefusedCostsNothing() {
        for (int i = 0; i < 1000; i++) {
            buckets.take("ada");
        }

        now.addAndGet(Duration.ofMillis(1001).toNanos());
        assertThat(buckets.take("ada")).isEmpty();
    }

    @Test
    void strangersDoNotFillTheMemory() {
        for (int i = 0; i < 250_000; i++) {
            buckets.take("n" + i);
            now.addAndGet(Duration.ofMillis(1).toNanos());
        }

        assertThat(buckets.size()).isLessThanOrEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource({ "POST, /requests/1/withdraw, application/x-www-form-urlencoded, true", "POST, /requests/1/withdraw, , true",
            "POST, /models/a/b/apply/files, multipart/form-data; boundary=x, true",
            "POST, /api/v1/requests/1/messages, application/json, true",
            "PUT, /api/v1/models/a/b/request, application/json, true",
            "GET, /requests, , false", "POST, /oauth/token, application/x-www-form-urlencoded, false",
            "POST, /api/v1/models/a/b/releases/1/tickets, application/json, false",
            "PUT, /api/v1/models/a/b, application/json, false" })
    void formsAreCountedAndNothingElse(String method, String path, String type, boolean counted) {
        assertThat(PostLimitFilter.isForm(method, path, type)).isEqualTo(counted);
    }
}
