package org.weightgate.people;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How long what lets programs in may live.
@ConfigMapping(prefix = "weightgate.tokens")
interface TokenConfig {

    /// The longest life a person may choose for a token, in days.
    @WithDefault("365")
    int longestDays();

    /// The life of a token made by connecting a device.
    @WithDefault("90d")
    Duration deviceTokenLife();

    /// How long a device's code waits for its person.
    @WithDefault("10m")
    Duration deviceCodeLife();

    /// How often a device may ask whether its person has answered.
    @WithDefault("5s")
    Duration deviceInterval();
}
