package org.weightgate.notices;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.net.IDN;
import java.net.SocketException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.StreamProvider;

import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;

import io.quarkus.logging.Log;
import io.quarkus.tls.TlsConfigurationRegistry;

/// The mail server the portal hands its mails to. Connections are kept and used again; one that misbehaves is closed.
@ApplicationScoped
class MailServer {

    static {
        // looked for among all jars again with every part of every mail otherwise, which cost more than sending it
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
    }

    private final MailServerConfig config;
    private final MailConfig patience;
    private final Optional<BounceAddresses> bounces;
    private final InternetAddress from;
    private final String greeting;
    private final @Nullable SSLContext tls;
    private final BlockingDeque<SmtpConnection> idle = new LinkedBlockingDeque<>();

    @Inject
    MailServer(MailServerConfig config, MailConfig patience, BounceConfig bounces, TlsConfigurationRegistry registry,
            PortalUrl portal) {
        this(config, patience, BounceAddresses.of(bounces), portal.host(),
                config.tlsConfiguration().map(name -> TlsContexts.of(registry, name)).orElse(null));
    }

    MailServer(MailServerConfig config, MailConfig patience, Optional<BounceAddresses> bounces, String greeting,
            @Nullable SSLContext tls) {
        this.config = config;
        this.patience = patience;
        this.bounces = bounces;
        this.from = address(config.from());
        this.greeting = greeting;
        this.tls = tls;
    }

    /// Hands one mail over. Whoever dies after the server took it and before that is written down sends it again, under the
    /// same Message-ID.
    Outcome send(ClaimedMail mail, Handover handover) {
        if (mail.leaseIsOver()) {
            return new Outcome.Deferred("it was taken, but its time was over before it was sent");
        }
        for (Optional<SmtpConnection> known = reuse(); known.isPresent(); known = reuse()) {
            Optional<Outcome> outcome = sendBy(known.get(), mail, handover, true);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        try {
            var fresh = SmtpConnection.open(config, tls, greeting, patience);
            return sendBy(fresh, mail, handover, false)
                    .orElseGet(() -> new Outcome.ServerTrouble("the mail server hung up at once"));
        } catch (MessagingException e) {
            return trouble(e);
        }
    }

    /// Nothing, if a connection used again turns out to be dead, before the other side could have heard the whole mail.
    private Optional<Outcome> sendBy(SmtpConnection connection, ClaimedMail mail, Handover handover, boolean usedAgain) {
        boolean keep = false;
        try {
            String said = connection.send(mail, handover, message(connection.session(), mail));
            keep = true;
            return Optional.of(new Outcome.Accepted(MailText.line(said)));
        } catch (MessagingException e) {
            if (usedAgain && !handover.written() && !handover.left() && !mail.leaseIsOver() && wasDead(e)) {
                return Optional.empty();
            }
            Outcome outcome = outcome(e, handover);
            keep = outcome instanceof Outcome.Refused;
            return Optional.of(outcome);
        } finally {
            giveBack(connection, keep);
        }
    }

    /// A command could not be written, or the first one got no answer.
    private static boolean wasDead(MessagingException failure) {
        if (failure instanceof SMTPSendFailedException sending) {
            return sending.getReturnCode() <= 0 && sending.getCommand() != null && sending.getCommand().startsWith("MAIL");
        }
        return failure.getClass() == MessagingException.class && failure.getNextException() instanceof SocketException;
    }

    void close() {
        for (SmtpConnection one = idle.poll(); one != null; one = idle.poll()) {
            one.close();
        }
    }

    private Optional<SmtpConnection> reuse() {
        for (SmtpConnection one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
            if (one.usable(config.mailsPerConnection())) {
                return Optional.of(one);
            }
            one.close();
        }
        return Optional.empty();
    }

    private void giveBack(SmtpConnection connection, boolean keep) {
        if (keep && idle.size() < patience.senders()) {
            idle.addFirst(connection);
        } else {
            connection.close();
        }
    }

    private static Outcome trouble(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return new Outcome.ServerTrouble("the mail server does not accept our name and password");
        }
        Log.debugf(failure, "the mail server could not be spoken to");
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (one instanceof SSLException) {
                return new Outcome.ServerTrouble(MailText.line("no encrypted connection to the mail server: " + said(one)));
            }
        }
        return new Outcome.ServerTrouble(MailText.line(said(failure)));
    }

    private static Outcome outcome(MessagingException failure, Handover handover) {
        if (failure instanceof AddressException) {
            return new Outcome.Refused("the recipient is not a mail address", true);
        }
        for (Throwable one = failure; one != null; one = next(one)) {
            if (one instanceof SMTPAddressFailedException address) {
                return new SmtpReply(address.getReturnCode(), said(address)).toRecipient();
            }
            if (one instanceof SMTPSenderFailedException sender) {
                return new SmtpReply(sender.getReturnCode(), said(sender)).toSender();
            }
        }
        if (failure instanceof SMTPSendFailedException sending && sending.getReturnCode() > 0) {
            var reply = new SmtpReply(sending.getReturnCode(), said(sending));
            return sending.getCommand() != null && sending.getCommand().startsWith("MAIL") ? reply.toSender()
                    : reply.toMessage();
        }
        Log.debugf(failure, "the connection to the mail server broke");
        return new Outcome.Deferred(MailText.line(
                handover.written() ? "the mail server was given the whole mail and did not confirm it" : said(failure)));
    }

    private static @Nullable Throwable next(Throwable one) {
        return one instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static String said(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private SMTPMessage message(Session session, ClaimedMail mail) throws MessagingException {
        var message = new SMTPMessage(session) {

            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", mail.messageId());
            }
        };
        message.setFrom(from);
        message.setEnvelopeFrom(bounces.map(address -> address.sender(mail.id())).orElse(from.getAddress()));
        message.setRecipient(RecipientType.TO, new InternetAddress(ascii(mail.recipient()), true));
        message.setSubject(mail.subject(), "UTF-8");
        message.setHeader("Date", RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(mail.html(), "html")));
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart part(String words, String kind) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(words, "UTF-8", kind);
        return part;
    }

    private static InternetAddress address(String from) {
        try {
            return new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new IllegalStateException("weightgate.smtp.from is no mail address: " + from, e);
        }
    }

    private static String ascii(String address) {
        int at = address.lastIndexOf('@');
        try {
            return address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
        } catch (IllegalArgumentException _) {
            return address;
        }
    }
}
