package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A mail server that takes every mail and delivers none. What comes to `name+anything@` lies in the mailbox of `name@`.
final class MailSink {
    static final String BOUNCES = "bounces@weightgate.example";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private MailSink() {
    }

    static Child start(Stock stock, DataDirectory data, ProcessBook book, int smtpPort, int imapPort, int apiPort)
            throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dgreenmail.smtp.hostname=127.0.0.1",
                "-Dgreenmail.smtp.port=" + smtpPort, "-Dgreenmail.imap.hostname=127.0.0.1", "-Dgreenmail.imap.port=" + imapPort,
                "-Dgreenmail.auth.disabled", "-Dgreenmail.sieve.ignore.detail=true",
                "-Dgreenmail.api.hostname=127.0.0.1", "-Dgreenmail.api.port=" + apiPort, "-jar",
                stock.part("greenmail-", ".jar").toString());
        return Child.start("mail", command, Map.of(), data.log("mail"), book)
                .await(LIMIT, () -> Web.answers(api(apiPort) + "/api/user", 200));
    }

    static String api(int port) {
        return "http://127.0.0.1:" + port;
    }
}
