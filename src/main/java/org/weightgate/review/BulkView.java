package org.weightgate.review;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.weightgate.requests.FieldError;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Verdict;

/// A decision for several requests: before it is made what each would get, afterwards what each got.
///
/// @param checked  whether the rules have been asked what each would get
/// @param leftOut  how many were ticked beyond the bound
/// @param decided  whether this is the result
public record BulkView(List<Item> items, Map<String, String> typed, boolean checked, int leftOut, int most, boolean decided,
        Optional<String> error, List<FieldError> errors, String back, String key) {

    /// One of the chosen requests.
    ///
    /// @param possible whether it can be done, or was
    /// @param outcome  what it gets, or why it cannot have it
    /// @param news     what had changed meanwhile
    public record Item(UUID id, String reference, String person, String model, RequestState state, int version, int revision,
            String factsDigest, boolean possible, String outcome, DeskNews.News news) {

        Item meanwhile(DeskNews.News happened) {
            return new Item(id, reference, person, model, state, version, revision, factsDigest, possible, outcome, happened);
        }

        /// What the form carries, so that the decision names what the preview showed.
        public String seen() {
            return id + " " + version + " " + revision + " " + factsDigest;
        }
    }

    public Optional<String> error(String field) {
        return errors.stream().filter(error -> error.field().equals(field)).map(FieldError::message).findFirst();
    }

    public String value(String field) {
        return typed.getOrDefault(field, "");
    }

    public List<Verdict> verdicts() {
        return List.of(Verdict.values());
    }

    public List<RejectionReason> reasons() {
        return Stream.of(RejectionReason.values()).filter(RejectionReason::isForReviewers)
                .filter(reason -> reason != RejectionReason.OTHER).toList();
    }

    public long possible() {
        return items.stream().filter(Item::possible).count();
    }

    public long impossible() {
        return items.size() - possible();
    }

    public boolean isReady() {
        return checked && !decided && error.isEmpty() && possible() > 0;
    }

    public String verb() {
        return switch (value("verdict")) {
            case "REJECT" -> "Reject";
            case "REQUEST_CHANGES" -> "Ask for changes in";
            default -> "Approve";
        };
    }
}
