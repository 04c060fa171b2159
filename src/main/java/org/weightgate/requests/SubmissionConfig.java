package org.weightgate.requests;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What many submissions at once are held to.
@ConfigMapping(prefix = "weightgate.submissions")
interface SubmissionConfig {

    /// How many one replica writes at once; the others wait their turn. About twice the database's cores.
    @WithDefault("8")
    int atOnce();
}
