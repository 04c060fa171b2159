package org.weightgate.notices;

import java.time.Duration;
import java.util.Properties;

import javax.net.ssl.SSLContext;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;

import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// One connection to the mail server, kept for several mails.
final class SmtpConnection {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private final Session session;
    private final SMTPTransport transport;
    private volatile @Nullable ClaimedMail current;
    private int carried;
    private long restedSince = System.nanoTime();

    private SmtpConnection(MailServerConfig config, @Nullable SSLContext tls, String greeting, Duration timeout)
            throws MessagingException {
        session = Session.getInstance(settings(config, tls, greeting, timeout));
        transport = (SMTPTransport) session.getTransport();
    }

    /// Connects for this mail.
    static SmtpConnection open(MailServerConfig config, @Nullable SSLContext tls, String greeting, Duration timeout,
            ClaimedMail mail) throws MessagingException {
        var connection = new SmtpConnection(config, tls, greeting, timeout);
        connection.current = mail;
        connection.transport.connect(config.host(), config.port(), config.username().orElse(null),
                config.password().orElse(null));
        return connection;
    }

    Session session() {
        return session;
    }

    /// The server's words when it took the mail.
    String send(ClaimedMail mail, SMTPMessage message) throws MessagingException {
        current = mail;
        transport.sendMessage(message, message.getAllRecipients());
        String said = transport.getLastServerResponse();
        carried++;
        restedSince = System.nanoTime();
        current = null;
        return said == null ? "" : said;
    }

    /// Whether the other side still listens, as far as can be told without much ado.
    boolean usable(int mailsPerConnection) {
        long idle = System.nanoTime() - restedSince;
        if (carried >= mailsPerConnection || idle > LONGEST_IDLE.toNanos()) {
            return false;
        }
        current = null;
        return idle < FRESH.toNanos() || transport.isConnected();
    }

    void close() {
        current = null;
        try {
            transport.close();
        } catch (MessagingException _) {
            // it was gone already
        }
    }

    private boolean leaseIsOver() {
        ClaimedMail mail = current;
        return mail != null && mail.leaseIsOver();
    }

    private Properties settings(MailServerConfig config, @Nullable SSLContext tls, String greeting, Duration timeout) {
        var settings = new Properties();
        String milliseconds = Long.toString(timeout.toMillis());
        boolean implicit = config.tls() == MailServerConfig.Tls.TLS;
        String protocol = implicit ? "smtps" : "smtp";
        settings.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        settings.put(prefix + "connectiontimeout", milliseconds);
        settings.put(prefix + "timeout", milliseconds);
        settings.put(prefix + "localhost", greeting);
        settings.put(prefix + "quitwait", "false");
        settings.put(prefix + "auth", Boolean.toString(config.username().isPresent()));
        settings.put(prefix + "ssl.checkserveridentity", "true");
        settings.put(prefix + "starttls.enable", Boolean.toString(config.tls() == MailServerConfig.Tls.STARTTLS));
        settings.put(prefix + "starttls.required", Boolean.toString(config.tls() == MailServerConfig.Tls.STARTTLS));
        if (tls != null) {
            settings.put(prefix + "ssl.socketFactory", tls.getSocketFactory());
        }
        if (!implicit) {
            settings.put(prefix + "socketFactory", new GuardedSockets(this::leaseIsOver));
            settings.put(prefix + "socketFactory.fallback", "false");
        }
        return settings;
    }
}
