package org.weightgate.grants;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How grants are looked after.
@ConfigMapping(prefix = "weightgate.grants")
interface GrantConfig {

    /// How often ended grants are written down as ended; `off` leaves that to other replicas.
    @WithDefault("30s")
    String expiryEvery();
}
