package org.weightgate.notices;

/// Delivery reports as mail servers write them.
final class Dsn {

    private Dsn() {
    }

    static String report(String action, String status, String diagnostic) {
        return with("X-Nothing: here", """
                Reporting-MTA: dns; mx.example.org
                Arrival-Date: Wed, 25 Nov 2026 17:00:00 +0000

                Final-Recipient: rfc822; ada@example.org
                Action: %s
                Status: %s
                Diagnostic-Code: %s
                """.formatted(action, status, diagnostic));
    }

    static String with(String header, String fields) {
        return """
                From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
                Subject: Undelivered Mail Returned to Sender
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status;
                \tboundary="=_a (b)?"

                This is a MIME-encapsulated message.

                --=_a (b)?
                Content-Type: text/plain; charset=us-ascii

                I'm sorry to have to inform you that your message could not be delivered.

                --=_a (b)?
                Content-Description: Delivery report
                Content-Type: message/delivery-status
                %s

                %s
                --=_a (b)?
                Content-Type: message/rfc822

                Subject: Hello
                Action: failed

                Hello Ada
                --=_a (b)?--
                """.formatted(header, fields);
    }
}
