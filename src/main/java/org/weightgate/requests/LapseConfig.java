package org.weightgate.requests;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How idle drafts and unanswered questions are looked after.
@ConfigMapping(prefix = "weightgate.lapse")
interface LapseConfig {

    /// How often idle requests are looked for; `off` leaves that to other replicas.
    @WithDefault("1h")
    String every();
}
