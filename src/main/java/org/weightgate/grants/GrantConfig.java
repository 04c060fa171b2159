package org.weightgate.grants;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How grants are looked after.
@ConfigMapping(prefix = "weightgate.grants")
interface GrantConfig {

    /// How often ended grants are written down as ended; `off` leaves that to other replicas.
    @WithDefault("30s")
    String expiryEvery();

    /// How often holders are reminded who should be; `off` leaves that to other replicas.
    @WithDefault("1m")
    String remindersEvery();

    /// How often a campaign for new terms is taken further; `off` leaves that to other replicas.
    @WithDefault("10s")
    String termsEvery();

    /// How often it is seen to that holders hear of a withdrawn release; `off` leaves that to other replicas.
    @WithDefault("10s")
    String withdrawalsEvery();
}
