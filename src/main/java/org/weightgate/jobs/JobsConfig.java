package org.weightgate.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Whose word about a job is taken, and what a job gets for it.
@ConfigMapping(prefix = "weightgate.jobs")
interface JobsConfig {

    /// OpenID Connect issuers that give jobs their identity, by a short name.
    Map<String, Issuer> issuers();

    /// The life of a token a job gets.
    @WithDefault("1h")
    Duration tokenLife();

    interface Issuer {

        /// The `iss` of its tokens, to the letter.
        String url();

        /// Where its keys are; without this the issuer's own description says it.
        Optional<String> keys();

        /// The `aud` its tokens must carry; without this the portal's address.
        Optional<String> audience();
    }
}
