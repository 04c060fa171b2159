package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.weightgate.requests.AnswerView;
import org.weightgate.requests.FieldError;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.When;

/// A request on the reviewer's desk.
public record DeskView(UUID id, String reference, String model, RequestState state, int revision, int version,
        String factsDigest, When sent, List<AnswerView> answers, Applicant applicant, List<Earlier> earlier,
        List<Vote> votes, List<Step> steps, int approvals, int quorum, int grantDays, boolean own, boolean termsOutdated,
        Optional<String> publicText, Attempt attempt, String key) {

    public record Applicant(String name, String username, String email, boolean emailVerified) {
    }

    public record Earlier(UUID id, String reference, String model, RequestState state, When when) {
    }

    public record Vote(String reviewer, String verdict, When when) {
    }

    public record Step(When when, String words) {
    }

    /// What the reviewer typed when the decision was refused, and why it was.
    public record Attempt(String verdict, String days, String reasonCode, String publicText, String reapplyFrom,
            Optional<String> notice, List<FieldError> errors) {

        static Attempt none(int grantDays, String reapplyFrom) {
            return new Attempt("", Integer.toString(grantDays), "", "", reapplyFrom, Optional.empty(), List.of());
        }

        public boolean is(String form) {
            return verdict.equals(form);
        }

        public Optional<String> error(String field) {
            return errors.stream().filter(error -> error.field().equals(field)).map(FieldError::message).findFirst();
        }
    }

    public boolean decidable() {
        return state == RequestState.SUBMITTED && !own;
    }

    /// Whether one more approval gives access.
    public boolean isLastVote() {
        return approvals + 1 >= quorum;
    }

    public List<RejectionReason> reasons() {
        return Stream.of(RejectionReason.values()).filter(RejectionReason::isForReviewers).toList();
    }
}
