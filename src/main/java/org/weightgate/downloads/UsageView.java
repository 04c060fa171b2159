package org.weightgate.downloads;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// How a model is used: what its grants were given in the last 30 days, and what was really fetched.
public record UsageView(String model, boolean logged, List<Row> rows, @Nullable UUID next) {

    /// `given` counts what tickets opened, `fetched` what the store's access log says.
    public record Row(UUID grant, String reference, String holder, String username, long tickets, long given, long requests,
            long fetched, long networks, @Nullable Instant alertedAt) {

        public String alertDay() {
            return alertedAt == null ? "" : alertedAt.atZone(ZoneOffset.UTC).toLocalDate().toString();
        }
    }

    /// One grant in detail.
    public record Detail(UUID grant, String reference, String model, Limits quota, Quota.Use last24Hours, List<Given> given,
            List<Fetch> fetched) {
    }

    public record Limits(OptionalLong bytesPerDay, OptionalInt ticketsPerDay, OptionalInt concurrent) {
    }

    /// Addresses given out for one file within an hour.
    public record Given(Instant hour, String path, String way, long addresses) {
    }

    public record Fetch(Instant hour, String path, String network, long requests, long bytes) {
    }
}
