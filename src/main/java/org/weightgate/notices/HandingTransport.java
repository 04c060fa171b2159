package org.weightgate.notices;

import java.io.IOException;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;

import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// SMTP that asks before it ends a mail. A server may deliver a mail once it has seen the line with the dot; until then it
/// must not, so whoever lost the mail in the meantime stops before that line.
final class HandingTransport extends SMTPTransport {

    private volatile @Nullable ClaimedMail mail;
    private volatile @Nullable Handover handover;

    HandingTransport(Session session, String protocol, boolean encryptedFromTheStart) {
        super(session, null, protocol, encryptedFromTheStart);
    }

    void isFor(ClaimedMail next, Handover attempt) {
        mail = next;
        handover = attempt;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        ClaimedMail current = mail;
        Handover attempt = handover;
        if (current == null || attempt == null || current.leaseIsOver()) {
            throw new IOException("the lease of the mail is over");
        }
        if (!attempt.write()) {
            throw new IOException("the mail server took too long");
        }
        super.finishData();
    }
}
