package org.weightgate.notices;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

import javax.net.ssl.SSLContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Flags;
import jakarta.mail.Flags.Flag;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.search.FlagTerm;

import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.tls.TlsConfigurationRegistry;

/// Looks into the mailbox that bounces come back to. What is understood is removed; anything else is left there, read, for a
/// person to see. Nothing is ever answered.
@ApplicationScoped
class BounceMailbox {

    private static final int AT_ONCE = 500;
    private static final String TIMEOUT = "20000";

    private final BounceConfig config;
    private final Optional<BounceAddresses> ours;
    private final Bounces bounces;
    private final @Nullable SSLContext tls;
    private final UUID replica = UUID.randomUUID();

    BounceMailbox(BounceConfig config, Bounces bounces, TlsConfigurationRegistry registry) {
        this.config = config;
        this.ours = BounceAddresses.of(config);
        this.bounces = bounces;
        this.tls = config.tlsConfiguration().map(name -> TlsContexts.of(registry, name)).orElse(null);
    }

    @Scheduled(every = "${weightgate.bounces.every:30s}", concurrentExecution = SKIP)
    void look() {
        if (ours.isEmpty() || !bounces.begin(replica)) {
            return;
        }
        try {
            readAll(ours.get());
        } catch (MessagingException | IOException e) {
            Log.warnf("the mailbox for bounces cannot be read: %s", MailText.line(String.valueOf(e.getMessage())));
        } finally {
            bounces.end(replica);
        }
    }

    private void readAll(BounceAddresses addresses) throws MessagingException, IOException {
        try (var store = Session.getInstance(settings()).getStore()) {
            store.connect(config.host(), config.port(), config.username().orElse(null), config.password().orElse(null));
            Folder folder = store.getFolder(config.folder());
            folder.open(Folder.READ_WRITE);
            try {
                Message[] unread = folder.search(new FlagTerm(new Flags(Flag.SEEN), false));
                for (Message message : List.of(unread).subList(0, Math.min(unread.length, AT_ONCE))) {
                    readOrLeave(message, addresses);
                }
            } finally {
                folder.close(true);
            }
        }
    }

    /// One that the server does not give out is tried again the next time and is not in the way of the others.
    private void readOrLeave(Message message, BounceAddresses addresses) throws MessagingException, IOException {
        try {
            read(message, addresses);
        } catch (MessagingException | IOException e) {
            if (!message.getFolder().isOpen()) {
                throw e;
            }
            Log.warnf("a message in the mailbox for bounces cannot be read yet: %s",
                    MailText.line(String.valueOf(e.getMessage())));
        }
    }

    private void read(Message message, BounceAddresses addresses) throws MessagingException, IOException {
        var report = DeliveryReport.of(beginning(message));
        Optional<UUID> mail = report.mail(addresses);
        Returned returned = mail.isPresent() ? report.read() : new Returned.Other();
        switch (returned) {
            case Returned.Failed _ -> understood(mail.orElseThrow(), returned, message);
            case Returned.Delayed _ -> understood(mail.orElseThrow(), returned, message);
            case Returned.Other _ -> {
                Log.infof("a message in the mailbox for bounces is no delivery report of a mail of ours; it stays there");
                message.setFlag(Flag.SEEN, true);
            }
        }
    }

    private void understood(UUID mail, Returned returned, Message message) throws MessagingException {
        bounces.record(mail, returned);
        message.setFlag(Flag.DELETED, true);
    }

    /// Only as much as will be looked at is fetched.
    private static byte[] beginning(Message message) throws MessagingException, IOException {
        if (!(message instanceof IMAPMessage imap)) {
            return new byte[0];
        }
        imap.setPeek(true);
        try (InputStream stream = imap.getMimeStream()) {
            return stream.readNBytes(DeliveryReport.LONGEST);
        }
    }

    private Properties settings() {
        var settings = new Properties();
        String protocol = config.tls() == MailServerConfig.Tls.TLS ? "imaps" : "imap";
        String prefix = "mail." + protocol + ".";
        boolean starttls = config.tls() == MailServerConfig.Tls.STARTTLS;
        settings.put("mail.store.protocol", protocol);
        for (String limit : List.of("connectiontimeout", "timeout")) {
            settings.put(prefix + limit, TIMEOUT);
        }
        settings.put(prefix + "fetchsize", "65536");
        settings.put(prefix + "ssl.checkserveridentity", "true");
        settings.put(prefix + "starttls.enable", Boolean.toString(starttls));
        settings.put(prefix + "starttls.required", Boolean.toString(starttls));
        if (tls != null) {
            settings.put(prefix + "ssl.socketFactory", tls.getSocketFactory());
        }
        return settings;
    }
}
