package org.weightgate.notices;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The mail server that takes what the portal sends.
@ConfigMapping(prefix = "weightgate.smtp")
interface MailServerConfig {

    enum Tls {
        /// In the clear; a production portal refuses it.
        NONE,
        /// Encrypted before anything is said, or not at all.
        STARTTLS,
        /// Encrypted from the first byte, usually on port 465.
        TLS
    }

    @WithDefault("localhost")
    String host();

    @WithDefault("587")
    int port();

    @WithDefault("starttls")
    Tls tls();

    /// The name of a `quarkus.tls.NAME.*` configuration, for a server whose certificate the JDK does not know.
    Optional<String> tlsConfiguration();

    Optional<String> username();

    Optional<String> password();

    /// The sender people see, such as `Weights <weights@lab.example>`.
    @WithDefault("weightgate@localhost")
    String from();

    /// How many mails one connection carries before it is closed.
    @WithDefault("100")
    int mailsPerConnection();
}
