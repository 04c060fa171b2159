package org.weightgate.review;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How held decisions take effect.
@ConfigMapping(prefix = "weightgate.holds")
interface HoldConfig {

    /// How often decisions whose hold is over are looked for; `off` leaves that to other replicas.
    @WithDefault("1s")
    String every();
}
