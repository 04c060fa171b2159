package org.weightgate.review;

import java.time.Duration;
import java.time.ZoneId;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How the desk works. Everything about a single model is in its policy.
@ConfigMapping(prefix = "weightgate.review")
interface ReviewConfig {

    /// How long a claim lasts without any activity.
    @WithDefault("30m")
    Duration claim();

    /// How many requests may be decided at once.
    @WithDefault("50")
    int bulk();

    /// How often reminders that are due are looked for; `off` leaves that to other replicas.
    @WithDefault("1m")
    String remindersEvery();

    /// The time zone of the hour at which reviewers get their daily mail, such as `Europe/Berlin`.
    @WithDefault("UTC")
    ZoneId digestZone();
}
