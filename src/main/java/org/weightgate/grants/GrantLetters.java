package org.weightgate.grants;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// Tells the holder what became of their grant, in mail queued with the change itself.
@ApplicationScoped
class GrantLetters {

    private static final String PAGE = "/grants";

    private final Outbox outbox;

    GrantLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    void tell(Person holder, String model, Grant grant, GrantEvent event) {
        letter(holder, model, grant, event).ifPresent(letter -> outbox.enqueue(grant.id(), holder.id(), holder.email(),
                "grant:" + grant.id() + ":" + grant.version(), letter));
    }

    private static Optional<Letter> letter(Person holder, String model, Grant grant, GrantEvent event) {
        return switch (event) {
            case GrantEvent.Suspended suspended when suspended.reason() == SuspendReason.TERMS -> Optional.of(new Letter(
                    grant.reference(), "Your access to " + model + " is paused", Letter.greeting(holder.displayName()),
                    List.of("The terms of " + model + " changed, and the time to accept them is over. No new download starts "
                            + "until you have accepted them; then your access is open again at once."),
                    "Read and accept the terms", TermsPages.path(model)));
            case GrantEvent.Suspended suspended -> Optional.of(letter(holder, grant, "Your access to " + model + " is paused",
                    "Your access to " + model + " is paused: " + suspended.reason().words()
                            + ". No new download starts until it "
                            + "is resumed.",
                    suspended.text()));
            case GrantEvent.Resumed resumed -> Optional.of(letter(holder, grant, "Your access to " + model + " is open again",
                    "You can download " + model + " again, until " + Instants.day(grant.endsAt()) + ".", resumed.text()));
            case GrantEvent.TermsAccepted accepted -> accepted.resumes()
                    ? Optional.of(new Letter(grant.reference(), "Your access to " + model + " is open again",
                            Letter.greeting(holder.displayName()),
                            List.of("Thank you for accepting the new terms. You can download " + model + " again, until "
                                    + Instants.day(grant.endsAt()) + "."),
                            "See your downloads", PAGE))
                    : Optional.empty();
            case GrantEvent.Revoked revoked -> Optional.of(letter(holder, grant, "Your access to " + model + " was revoked",
                    "Your access to " + model + " was revoked. " + revoked.reason().words()
                            + ". No new download starts. Please delete your copies if the terms "
                            + "you accepted ask for it.",
                    revoked.text()));
            case GrantEvent.Expired _ -> Optional.empty();
            case GrantEvent.Superseded _ -> Optional.empty();
        };
    }

    private static Letter letter(Person holder, Grant grant, String subject, String what, String why) {
        return new Letter(grant.reference(), subject, Letter.greeting(holder.displayName()),
                List.of(what, "What was written for you:\n" + why), "See your downloads", PAGE);
    }
}
