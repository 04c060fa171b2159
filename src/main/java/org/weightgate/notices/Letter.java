package org.weightgate.notices;

import java.util.List;

/// The words of a mail: one subject that carries the reference, a few paragraphs, one link into the portal.
public record Letter(String reference, String subject, String greeting, List<String> paragraphs, String actionLabel,
        String actionPath) {

    public Letter {
        if (!actionPath.startsWith("/") || actionPath.startsWith("//")) {
            throw new IllegalArgumentException("a mail links to a page of the portal, not to " + actionPath);
        }
        reference = MailText.line(reference);
        subject = MailText.line(subject);
        greeting = MailText.line(greeting);
        paragraphs = paragraphs.stream().map(MailText::block).toList();
    }

    public static String greeting(String name) {
        return "Hello " + name + ",";
    }

    String fullSubject() {
        return MailText.line("[" + reference + "] " + subject);
    }
}
