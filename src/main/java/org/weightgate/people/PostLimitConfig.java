package org.weightgate.people;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How many forms may be sent. Each replica counts for itself: with three of them, three times as many get through.
@ConfigMapping(prefix = "weightgate.posts")
interface PostLimitConfig {

    /// Forms a minute from one person; a third as many at once. 0: any number.
    @WithDefault("180")
    int perPerson();

    /// Forms a minute from one network (the /24 of an IPv4 address, the /48 of an IPv6 address). 0: any number.
    @WithDefault("3000")
    int perNetwork();
}
