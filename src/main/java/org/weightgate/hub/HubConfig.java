package org.weightgate.hub;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much one person, or one address without a token, may ask of one replica.
@ConfigMapping(prefix = "weightgate.hub")
interface HubConfig {

    /// Questions about models in a window.
    @WithDefault("3000")
    int apiRequests();

    /// Files in a window; one file is two requests for most clients.
    @WithDefault("30000")
    int fileRequests();

    /// The window both are counted in.
    @WithDefault("5m")
    Duration window();
}
