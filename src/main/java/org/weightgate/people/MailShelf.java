package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.Deliveries;
import org.weightgate.notices.Delivery;
import org.weightgate.notices.MailState;

/// The mails that were written to me, and how far each has come.
@ApplicationScoped
class MailShelf implements MyShelf {

    private static final int LAST = 40;
    private static final int MOST = 20;

    private final Deliveries deliveries;

    MailShelf(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public int order() {
        return LAST;
    }

    @Override
    public Part of(Person person) {
        return new Part("my-mails", "Mails", deliveries.to(person.id(), MOST).stream().map(MailShelf::row).toList(),
                "No mail was written to you yet. You get one when you send a request.", "", "", "");
    }

    private static Row row(Delivery mail) {
        return new Row(mail.subject(), "", tone(mail.state()), mail.state().words(),
                "to " + mail.to() + (mail.said().isEmpty() ? "" : ": " + mail.said())
                        + (mail.state().lost() && !mail.repeatable() ? " (too old to be sent again)" : ""),
                mail.since(),
                mail.repeatable() ? "/me/mails/" + mail.id() + "/again" : "");
    }

    private static String tone(MailState state) {
        return switch (state) {
            case QUEUED, SENDING -> "waiting";
            case DEFERRED -> "you";
            case SENT -> "good";
            case BOUNCED, FAILED -> "bad";
        };
    }
}
