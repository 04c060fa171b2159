package org.weightgate.notices;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How patiently mail is sent.
@ConfigMapping(prefix = "weightgate.mail")
interface MailConfig {

    /// How often the outbox is looked through; `off` leaves that to other replicas.
    @WithDefault("1s")
    String every();

    /// How long the mail server may take for one mail.
    @WithDefault("20s")
    Duration sendTimeout();

    /// After this long a mail taken by a sender that died is taken again; longer than `send-timeout`.
    @WithDefault("60s")
    Duration lease();

    /// The wait after the first failure; it doubles with each further one, up to `longest-wait`.
    @WithDefault("5s")
    Duration firstWait();

    @WithDefault("30m")
    Duration longestWait();

    /// After this many failures a mail is given up and kept as FAILED.
    @WithDefault("15")
    int attempts();
}
