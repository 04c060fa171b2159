package org.weightgate.requests;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.Instants;

/// Where a request stands, in plain words, and what happens next.
public record Banner(String tone, String word, String headline, String text) {

    static Banner of(AccessRequest request, String model) {
        return switch (request.state()) {
            case DRAFT -> banner(request, "You have not sent this yet",
                    "Nobody but you can see it. Finish the form and send it; the reviewer starts then.");
            case SUBMITTED -> banner(request, "Your request is with the reviewers",
                    "You need to do nothing. You get a mail when there is a decision or a question. You can withdraw the request until then.");
            case CHANGES_REQUESTED -> banner(request, "The reviewer has a question",
                    "Change what is asked for below and send the request again. Your answers are still there.");
            case APPROVED -> banner(request, "Your request was approved",
                    "You were given access to " + model + until(request)
                            + ". Your downloads page says what holds now, and has the commands.");
            case REJECTED -> request.reason() == RejectionReason.BANNED
                    ? banner(request, "A ban closed this request", "No reviewer decided about it.")
                    : banner(request, "Your request was not approved", reason(request) + again(request.reapplyFrom()));
            case WITHDRAWN -> banner(request, "You withdrew this request",
                    "It is closed and nobody will review it. You can apply again at any time.");
            case LAPSED -> banner(request, "This request lapsed",
                    "It was open for a long time without an answer. You can apply again at any time.");
        };
    }

    /// For a request that a ban closed, once none holds any more.
    static Banner afterBan(AccessRequest request, Optional<Instant> from) {
        return banner(request, "This request was closed by a ban that is over",
                "No reviewer decided about it." + from.map(Banner::again).orElse(" You can apply again now."));
    }

    private static Banner banner(AccessRequest request, String headline, String text) {
        return new Banner(request.state().tone(), request.state().word(), headline, text);
    }

    private static String until(AccessRequest request) {
        return request.grantedUntil() == null ? "" : " until " + Instants.day(request.grantedUntil());
    }

    private static String reason(AccessRequest request) {
        return request.reason() == null ? "" : request.reason().sentence();
    }

    private static String again(@Nullable Instant from) {
        return from == null ? "" : " You can apply again from " + Instants.day(from) + ".";
    }
}
