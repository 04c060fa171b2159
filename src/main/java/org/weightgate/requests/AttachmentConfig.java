package org.weightgate.requests;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What may be attached to a request.
@ConfigMapping(prefix = "weightgate.attachments")
interface AttachmentConfig {

    /// How many files one request may have.
    @WithDefault("5")
    int most();

    /// The largest file.
    @WithDefault("10M")
    MemorySize largest();

    /// How often files that were removed are taken out of the store.
    @WithDefault("1m")
    String clearEvery();
}
