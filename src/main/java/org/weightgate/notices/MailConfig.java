package org.weightgate.notices;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How patiently, and how many at once, mails are sent.
@ConfigMapping(prefix = "weightgate.mail")
interface MailConfig {

    /// How often the outbox is looked through; `off` leaves that to other replicas.
    @WithDefault("1s")
    String every();

    /// How many mails are under way at once.
    @WithDefault("16")
    int senders();

    /// How many of them to one domain; one, while that domain is slow.
    @WithDefault("6")
    int sendersPerDomain();

    /// A domain is slow for a while after a mail to it took this long.
    @WithDefault("3s")
    Duration slowAfter();

    /// How long the mail server may take for one mail, until it has all of it.
    @WithDefault("20s")
    Duration sendTimeout();

    /// How long it may then take to confirm it (RFC 5321, 4.5.3.2.6). Nobody sends the mail again in this
    /// time, unless the connection breaks.
    @WithDefault("10m")
    Duration confirmTimeout();

    /// How long a portal that is told to stop waits for such confirmations.
    @WithDefault("20s")
    Duration stopWait();

    /// After this long a mail taken by a sender that died is taken again; longer than `send-timeout`.
    @WithDefault("60s")
    Duration lease();

    /// The wait after the first failure; it doubles with each further one, up to `longest-wait`.
    @WithDefault("5s")
    Duration firstWait();

    @WithDefault("30m")
    Duration longestWait();

    /// How long a mail is tried before it is given up and kept as FAILED.
    @WithDefault("120h")
    Duration giveUpAfter();

    /// How long the words of a mail are kept after it was sent, refused or given up. Until then it can be sent again.
    @WithDefault("14d")
    Duration keepWords();

    /// How often older words are forgotten; `off` leaves that to other replicas.
    @WithDefault("10m")
    String forgetEvery();
}
