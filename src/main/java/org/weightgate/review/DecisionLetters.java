package org.weightgate.review;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.PlainText;
import org.weightgate.requests.RequestEvent;

/// How an applicant learns of a decision.
@ApplicationScoped
class DecisionLetters {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Outbox outbox;

    DecisionLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    void approved(AccessRequest request, Person applicant, Model model, RequestEvent.Approved approved) {
        send(request, "request-approved:" + request.id(), applicant, "You can download " + model.fullName(),
                List.of("Your request was approved. You can download " + model.fullName() + " until "
                        + day(approved.until()) + ".",
                        "The page behind this link has the commands. Links to single files are made when you download and are never sent by mail."),
                "Go to your downloads", "/grants");
    }

    void rejected(AccessRequest request, Person applicant, Model model, RequestEvent.Rejected rejected) {
        send(request, "request-rejected:" + request.id(), applicant,
                "Your request for " + model.fullName() + " was not approved",
                List.of("Your request for access to " + model.fullName() + " was not approved. "
                        + rejected.reason().sentence(),
                        "The reviewer wrote:", rejected.text(),
                        "You can apply again from " + day(rejected.reapplyFrom()) + "."),
                "See your request", "/requests/" + request.id());
    }

    void changesRequested(AccessRequest request, Person applicant, Model model, RequestEvent.ChangesRequested changes) {
        send(request, "request-changes:" + request.id() + ":" + changes.revision(), applicant,
                "A question about your request for " + model.fullName(),
                List.of("Before a decision on " + model.fullName() + " the reviewer asks you to change something:",
                        changes.text(), "Your answers are still there; change what is needed and send them again."),
                "Answer the reviewer", "/requests/" + request.id());
    }

    private void send(AccessRequest request, String dedupeKey, Person applicant, String subject, List<String> paragraphs,
            String actionLabel, String actionPath) {
        outbox.enqueue(request.id(), applicant.email(), dedupeKey, new Letter(request.reference(), subject,
                "Hello " + PlainText.oneLine(applicant.displayName()) + ",", paragraphs, actionLabel, actionPath));
    }

    private static String day(Instant instant) {
        return DAY.format(instant);
    }
}
