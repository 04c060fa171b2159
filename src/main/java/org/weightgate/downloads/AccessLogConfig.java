package org.weightgate.downloads;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where the store leaves its access log, and how it is read.
@ConfigMapping(prefix = "weightgate.access-log")
public interface AccessLogConfig {

    /// The bucket the store writes its log into; without one nothing is read.
    Optional<String> bucket();

    /// What the log objects' names begin with, before the date.
    Optional<String> prefix();

    /// How often new log objects are looked for.
    @WithDefault("1m")
    Duration every();

    /// How far back log objects are looked for; some arrive late.
    @WithDefault("3d")
    Duration lookBack();

    /// After this a log object taken by a replica that died is taken again.
    @WithDefault("5m")
    Duration lease();
}
