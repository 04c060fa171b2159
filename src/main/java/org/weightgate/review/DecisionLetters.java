package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.ShownFact;
import org.weightgate.requests.VoidReason;
import org.weightgate.web.Instants;

/// How an applicant learns of a decision.
@ApplicationScoped
class DecisionLetters {

    private final Outbox outbox;

    DecisionLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    void approvedWith(AccessRequest request, Person member, Model model, Instant until) {
        send(request, "request-approved:" + request.id() + ":" + member.id(), member,
                "You can download " + model.fullName(),
                List.of("The request of your team was approved. You can download " + model.fullName() + " until "
                        + Instants.day(until) + ", with your own account.",
                        "The page behind this link has the commands. Links to single files are made when you download and are never sent by mail."),
                "Go to your downloads", "/grants");
    }

    void approved(AccessRequest request, Person applicant, Model model, RequestEvent.Approved approved) {
        send(request, "request-approved:" + request.id(), applicant, "You can download " + model.fullName(),
                List.of("Your request was approved. You can download " + model.fullName() + " until "
                        + Instants.day(approved.until()) + ".",
                        "The page behind this link has the commands. Links to single files are made when you download and are never sent by mail."),
                "Go to your downloads", "/grants");
    }

    /// For a member who has not accepted the terms that hold now.
    void approvedWithout(AccessRequest request, Person member, Model model) {
        send(request, "request-approved:" + request.id() + ":" + member.id(), member,
                "Your team got access to " + model.fullName() + ", you did not",
                List.of("The request " + request.reference()
                        + " of your team was approved. You get no access with it, because you"
                        + " have not accepted the terms of " + model.fullName() + " as they are now.",
                        "Apply for it yourself if you want access."),
                "Open the model's page", "/models/" + model.fullName());
    }

    void rejectedWith(AccessRequest request, Person member, Model model) {
        send(request, "request-rejected:" + request.id() + ":" + member.id(), member,
                "The request of your team for " + model.fullName() + " was not approved",
                List.of("The request " + request.reference() + " of your team for access to " + model.fullName()
                        + " was not approved, so you get no access with it. Whoever sent it was told more."),
                "See your requests", "/requests");
    }

    /// For whoever held a paused grant before: the new one waits for the same.
    void approvedButPaused(AccessRequest request, Person holder, Model model, RequestEvent.Approved approved) {
        send(request, "request-approved:" + request.id() + ":" + holder.id(), holder,
                "Approved, but your access to " + model.fullName() + " is still paused",
                List.of("The request was approved, with access to " + model.fullName() + " until "
                        + Instants.day(approved.until())
                        + ". Your access was paused before, and an approval does not end that: you can download once it is"
                        + " resumed. Another mail says why it is paused."),
                "See your access", "/grants");
    }

    void rejected(AccessRequest request, Person applicant, Model model, RequestEvent.Rejected rejected) {
        send(request, "request-rejected:" + request.id(), applicant,
                "Your request for " + model.fullName() + " was not approved",
                List.of("Your request for access to " + model.fullName() + " was not approved. "
                        + rejected.reason().sentence(),
                        "The reviewer wrote:", rejected.text(), again(rejected.reapplyFrom())),
                "See your request", "/requests/" + request.id());
    }

    void closedForBan(AccessRequest request, Person applicant, Model model) {
        send(request, "request-banned:" + request.id(), applicant,
                "Your request for " + model.fullName() + " was closed",
                List.of("You are banned from " + model.fullName() + ", so your request for access to it"
                        + " was closed. Nobody will review it.",
                        "If you think that this is a mistake, write to the people who run the portal."),
                "See your request", "/requests/" + request.id());
    }

    /// The one whose decision it was has to decide again, unless a ban has closed the request.
    void neverTookEffect(AccessRequest request, Person reviewer, Model model, RequestEvent.DecisionVoided gone) {
        String changed = gone.changed().stream().map(ShownFact::words).collect(Collectors.joining(", "));
        send(request, "decision-voided:" + request.id() + ":" + request.version(), reviewer,
                "Your decision about " + request.reference() + " did not take effect",
                List.of("You decided about the request " + request.reference() + " for " + model.fullName()
                        + ". Before the decision took effect, it lost its ground: " + gone.reason().words() + "."
                        + (changed.isEmpty() ? "" : " Changed since: " + changed + "."),
                        gone.reason() == VoidReason.BANNED
                                ? "Nothing was given. The request is closed; there is nothing more to do."
                                : "Nothing was given and nobody was told. Please look at the request again."),
                "Open the request", "/review/" + request.id());
    }

    private static String again(@Nullable Instant reapplyFrom) {
        return reapplyFrom == null ? "" : "You can apply again from " + Instants.day(reapplyFrom) + ".";
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
        outbox.enqueue(request.id(), applicant.id(), applicant.email(), dedupeKey, new Letter(request.reference(), subject,
                Letter.greeting(applicant.displayName()), paragraphs, actionLabel, actionPath));
    }
}
