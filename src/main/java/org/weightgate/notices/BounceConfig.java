package org.weightgate.notices;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where mails that could not be delivered come back to, and how they are read. Without an address nothing is read.
@ConfigMapping(prefix = "weightgate.bounces")
interface BounceConfig {

    /// An address such as `bounces@lab.example` whose mailbox also gets `bounces+anything@lab.example`.
    Optional<String> address();

    /// Signs the part after the plus, so that nobody can report a bounce of somebody else's mail; the same on every replica.
    Optional<String> secret();

    /// The IMAP server of that mailbox.
    @WithDefault("localhost")
    String host();

    @WithDefault("993")
    int port();

    @WithDefault("tls")
    MailServerConfig.Tls tls();

    /// The name of a `quarkus.tls.NAME.*` configuration, for a server whose certificate the JDK does not know.
    Optional<String> tlsConfiguration();

    Optional<String> username();

    Optional<String> password();

    @WithDefault("INBOX")
    String folder();

    /// How often the mailbox is looked into; `off` leaves it to other replicas.
    @WithDefault("30s")
    String every();
}
