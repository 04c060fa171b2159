package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// A request as the API shows it to its applicant; `draft` is the version its `ETag` names.
public record RequestJson(UUID id, String reference, String model, RequestState state, int revision, int draft,
        Map<String, String> answers, Terms termsInForce, Instant createdAt, @Nullable Instant submittedAt,
        @Nullable Instant decidedAt, @Nullable Instant grantedUntil, @Nullable RejectionReason reasonCode,
        @Nullable String publicText, @Nullable Instant reapplyFrom) {

    static RequestJson of(AccessRequest request, String model, int draft, Answers answers, Terms inForce) {
        return new RequestJson(request.id(), request.reference(), model, request.state(), request.revision(), draft,
                answers.byId(), inForce, request.createdAt(), request.submittedAt(), request.decidedAt(),
                request.grantedUntil(), request.reason(), request.publicText(), request.reapplyFrom());
    }

    /// The form, as JSON; what is left out is not answered yet.
    public record Form(@Nullable String name, @Nullable String affiliation, @Nullable String country,
            @Nullable String role, @Nullable String intendedUse, @Nullable List<String> links) {

        Answers answers() {
            return new Answers(Map.of(Question.NAME.id(), text(name), Question.AFFILIATION.id(), text(affiliation),
                    Question.COUNTRY.id(), text(country), Question.ROLE.id(), text(role), Question.INTENDED_USE.id(),
                    text(intendedUse), Question.LINKS.id(), links == null ? "" : String.join("\n", links)));
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    public record Acceptance(int termsVersion, @Nullable String termsSha256) {

        Terms terms() {
            return termsSha256 == null ? Terms.NONE : new Terms(termsVersion, termsSha256);
        }
    }
}
