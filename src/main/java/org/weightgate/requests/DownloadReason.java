package org.weightgate.requests;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Advice;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.RequestReason;
import org.weightgate.web.Instants;

/// Tells the download gate how far the latest request of someone without a grant has come.
@ApplicationScoped
class DownloadReason implements RequestReason {

    private final AccessRequests requests;

    DownloadReason(AccessRequests requests) {
        this.requests = requests;
    }

    @Override
    @Transactional
    public Optional<String> reasonFor(UUID person, UUID model) {
        return requests.latest(person, model).flatMap(request -> switch (request.state()) {
            case SUBMITTED -> Optional.of("pending");
            case CHANGES_REQUESTED -> Optional.of("changes-requested");
            case REJECTED -> Optional.of("rejected");
            case DRAFT, APPROVED, WITHDRAWN, LAPSED -> Optional.empty();
        });
    }

    @Override
    @Transactional
    public Optional<Advice> adviceFor(UUID person, Model model) {
        String name = model.fullName();
        return requests.latest(person, model.id()).flatMap(request -> switch (request.state()) {
            case SUBMITTED -> Optional.of(advice(request, "Your request to access model " + name
                    + " is with the reviewers" + since(request) + ".", "See %s"));
            case CHANGES_REQUESTED ->
                Optional.of(advice(request, "The reviewers asked you to change your request to access model "
                        + name + "." + Advice.theyWrote(Optional.ofNullable(request.publicText())), "Answer them: %s"));
            case REJECTED -> Optional.of(advice(request, rejected(request, name), "See %s"));
            case DRAFT, APPROVED, WITHDRAWN, LAPSED -> Optional.empty();
        });
    }

    private static String rejected(AccessRequest request, String name) {
        return request.reason() == RejectionReason.BANNED
                ? "A ban that is over closed your request to access model " + name + "."
                : "Your request to access model " + name + " was rejected." + because(request)
                        + Advice.theyWrote(Optional.ofNullable(request.publicText())) + again(request);
    }

    private static Advice advice(AccessRequest request, String sentence, String invitation) {
        return new Advice(sentence, invitation, "/requests/" + request.id());
    }

    private static String since(AccessRequest request) {
        return request.submittedAt() == null ? "" : " since " + Instants.day(request.submittedAt());
    }

    private static String because(AccessRequest request) {
        return request.reason() == null || request.reason() == RejectionReason.OTHER ? "" : " " + request.reason().sentence();
    }

    private static String again(AccessRequest request) {
        return request.reapplyFrom() == null ? "" : " You may apply again from " + Instants.day(request.reapplyFrom()) + ".";
    }
}
