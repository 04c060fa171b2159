package org.weightgate.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much the portal takes on at once.
@ConfigMapping(prefix = "weightgate.admission")
interface AdmissionConfig {

    /// Requests under way at once in one replica; more are answered with 503 and `Retry-After`. 0: any number.
    @WithDefault("400")
    int underWay();
}
