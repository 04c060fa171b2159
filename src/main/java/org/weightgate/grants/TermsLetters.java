package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// Asks holders to accept new terms.
@ApplicationScoped
class TermsLetters {

    private final Outbox outbox;

    TermsLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    record Asked(UUID terms, int version, TermsStep step, Instant until) {
    }

    void ask(Person holder, Model model, Grant grant, Asked asked) {
        String first = asked.step().reminds()
                ? "You have not accepted the new terms of " + model.fullName() + " yet (version " + asked.version() + ")."
                : "The terms of " + model.fullName() + " changed: version " + asked.version() + " has to be accepted anew.";
        outbox.enqueue(grant.id(), holder.id(), holder.email(),
                "terms:" + asked.terms() + ":" + grant.id() + ":" + asked.step(),
                new Letter(grant.reference(),
                        (asked.step().reminds() ? "Reminder: new terms of " : "New terms of ") + model.fullName(),
                        Letter.greeting(holder.displayName()),
                        List.of(first,
                                effect(grant, asked.until()),
                                "The page behind this link shows the text and what is different from what you accepted."),
                        "Read and accept the terms", TermsPages.path(model.fullName())));
    }

    private static String effect(Grant grant, Instant until) {
        return grant.suspendReason()
                .map(why -> why == SuspendReason.TERMS
                        ? "Your access is paused until you accept; then you can go on at once."
                        : "Your access is paused because " + why.words() + ", and accepting does not change that. Accept by "
                                + Instants.day(until) + ", so that the new terms do not hold it up as well.")
                .orElse("Until " + Instants.day(until) + " you can go on downloading. After that your access is paused until"
                        + " you accept; nothing is lost.");
    }
}
