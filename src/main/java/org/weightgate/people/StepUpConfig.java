package org.weightgate.people;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// When somebody has proved just now, with a second factor, who they are.
@ConfigMapping(prefix = "weightgate.step-up")
interface StepUpConfig {

    /// The level (`acr`) that stands for a second factor at the identity provider.
    @WithDefault("gold")
    String level();

    /// How long a sign-in counts as fresh.
    @WithDefault("10m")
    Duration fresh();

    /// How long a token made within a fresh sign-in may do what asks for one.
    @WithDefault("12h")
    Duration tokenLife();

    /// Whether acts on the whole portal, such as a ban everywhere, ask for it; a model's own acts follow its policy.
    @WithDefault("false")
    boolean administration();

    /// How often kept forms older than an hour are forgotten.
    @WithDefault("10m")
    String forgetEvery();
}
