package org.weightgate.people;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Token buckets by key: so many at once, filled again evenly. Keeps only those that are not full, and never more than `MOST`.
final class Buckets {

    private static final int MOST = 100_000;

    private record Bucket(double tokens, long at) {
    }

    private final int burst;
    private final double perNano;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    Buckets(int perMinute, int burst, LongSupplier nanos) {
        this.burst = burst;
        this.perNano = perMinute / (double) Duration.ofMinutes(1).toNanos();
        this.nanos = nanos;
    }

    /// Empty when one more is allowed now, else how long to wait for it.
    Optional<Duration> take(String key) {
        long now = nanos.getAsLong();
        if (buckets.size() >= MOST) {
            forgetFull(now);
        }
        double[] missing = { 0 };
        buckets.compute(key, (_, bucket) -> {
            double tokens = bucket == null ? burst : filled(bucket, now);
            missing[0] = Math.max(0, 1 - tokens);
            return new Bucket(missing[0] > 0 ? tokens : tokens - 1, now);
        });
        return missing[0] > 0 ? Optional.of(Duration.ofNanos((long) Math.ceil(missing[0] / perNano))) : Optional.empty();
    }

    private void forgetFull(long now) {
        buckets.values().removeIf(bucket -> filled(bucket, now) >= burst);
        if (buckets.size() >= MOST) {
            buckets.clear();
        }
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(burst, bucket.tokens() + (now - bucket.at()) * perNano);
    }

    int size() {
        return buckets.size();
    }
}
