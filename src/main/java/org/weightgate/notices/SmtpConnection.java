package org.weightgate.notices;

import java.time.Duration;
import java.util.Properties;

import javax.net.ssl.SSLContext;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;

import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/// One connection to the mail server, kept for several mails.
final class SmtpConnection {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private final Session session;
    private final HandingTransport transport;
    private int carried;
    private long restedSince = System.nanoTime();

    private SmtpConnection(MailServerConfig config, @Nullable SSLContext tls, String greeting, MailConfig patience) {
        boolean encryptedFromTheStart = config.tls() == MailServerConfig.Tls.TLS;
        String protocol = encryptedFromTheStart ? "smtps" : "smtp";
        session = Session.getInstance(settings(protocol, config, tls, greeting, patience));
        transport = new HandingTransport(session, protocol, encryptedFromTheStart);
    }

    static SmtpConnection open(MailServerConfig config, @Nullable SSLContext tls, String greeting, MailConfig patience)
            throws MessagingException {
        var connection = new SmtpConnection(config, tls, greeting, patience);
        connection.transport.connect(config.host(), config.port(), config.username().orElse(null),
                config.password().orElse(null));
        return connection;
    }

    Session session() {
        return session;
    }

    /// The server's words when it took the mail.
    String send(ClaimedMail mail, Handover handover, SMTPMessage message) throws MessagingException {
        transport.isFor(mail, handover);
        transport.sendMessage(message, message.getAllRecipients());
        String said = transport.getLastServerResponse();
        carried++;
        restedSince = System.nanoTime();
        return said == null ? "" : said;
    }

    /// Whether the other side still listens, as far as can be told without much ado.
    boolean usable(int mailsPerConnection) {
        long idle = System.nanoTime() - restedSince;
        if (carried >= mailsPerConnection || idle > LONGEST_IDLE.toNanos()) {
            return false;
        }
        return idle < FRESH.toNanos() || transport.isConnected();
    }

    void close() {
        try {
            transport.close();
        } catch (MessagingException _) {
            // it was gone already
        }
    }

    /// A read may last as long as the longest answer is waited for; `OutboxSender` interrupts what has to be quicker.
    private static Properties settings(String protocol, MailServerConfig config, @Nullable SSLContext tls, String greeting,
            MailConfig patience) {
        var settings = new Properties();
        settings.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        settings.put(prefix + "connectiontimeout", Long.toString(patience.sendTimeout().toMillis()));
        settings.put(prefix + "timeout", Long.toString(patience.confirmTimeout().toMillis()));
        settings.put(prefix + "localhost", greeting);
        settings.put(prefix + "quitwait", "false");
        settings.put(prefix + "auth", Boolean.toString(config.username().isPresent()));
        settings.put(prefix + "ssl.checkserveridentity", "true");
        settings.put(prefix + "starttls.enable", Boolean.toString(config.tls() == MailServerConfig.Tls.STARTTLS));
        settings.put(prefix + "starttls.required", Boolean.toString(config.tls() == MailServerConfig.Tls.STARTTLS));
        // or the library would try once more and trust whomever the JDK trusts
        settings.put(prefix + "socketFactory.fallback", "false");
        if (tls != null) {
            settings.put(prefix + "ssl.socketFactory", tls.getSocketFactory());
        }
        return settings;
    }
}
