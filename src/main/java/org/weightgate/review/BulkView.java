package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestState;
import org.weightgate.web.Problem.FieldError;

/// A decision for several requests: before it is made what each would get, afterwards what each got.
///
/// @param checked  whether the rules have been asked what each would get
/// @param leftOut  how many were ticked beyond the bound
/// @param gone     how many of the ticked are not the reader's to review
/// @param decided  whether this is the result
/// @param fresh    whether the reader comes back from their second factor
public record BulkView(List<Item> items, Map<String, String> typed, boolean checked, int leftOut, int gone, int most,
        boolean decided, boolean fresh,
        Optional<String> error, List<FieldError> errors, String back, String key) {

    public record Hold(Instant endsAt, int version) {
    }

    /// One of the chosen requests.
    ///
    /// @param possible  whether it can be done, or was
    /// @param outcome   what it gets, or why it cannot have it
    /// @param news      what had changed meanwhile
    /// @param held      until when it can be taken back
    /// @param takenBack whether the reader has taken their decision back, here or on another page
    public record Item(UUID id, String reference, String person, String model, RequestState state, int version, int revision,
            String factsDigest, boolean possible, String outcome, DeskNews.News news, @Nullable Hold held, boolean takenBack) {

        Item meanwhile(DeskNews.News happened) {
            return new Item(id, reference, person, model, state, version, revision, factsDigest, possible, outcome, happened,
                    held, takenBack);
        }

        Item until(Hold end) {
            return new Item(id, reference, person, model, state, version, revision, factsDigest, possible, outcome, news, end,
                    takenBack);
        }

        Item not(String why) {
            return new Item(id, reference, person, model, state, version, revision, factsDigest, false, why, news, held,
                    takenBack);
        }

        Item back() {
            return new Item(id, reference, person, model, state, version, revision, factsDigest, false, outcome, news, null,
                    true);
        }

        /// What names the decision that can be taken back.
        public String undo() {
            return held == null ? "" : id + " " + held.version();
        }

        /// What the form carries, so that the decision names what the preview showed.
        public String seen() {
            return id + " " + version + " " + revision + " " + factsDigest;
        }
    }

    public String value(String field) {
        return typed.getOrDefault(field, "");
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

    public List<Item> held() {
        return items.stream().filter(item -> item.held() != null).toList();
    }

    /// How many, in words.
    public String summary() {
        long back = items.stream().filter(Item::takenBack).count();
        if (back > 0) {
            long not = impossible() - back;
            return back + " taken back" + (possible() == 0 ? "" : ", " + possible() + " still decided")
                    + (not == 0 ? "" : ", " + not + " not done");
        }
        String yes = decided ? " done" : " can";
        String no = decided ? " not" : " cannot";
        if (impossible() == 0) {
            return items.size() == 1 ? (decided ? "It is done" : "It can") : "All " + items.size() + yes;
        }
        return possible() == 0 ? "None" + yes : possible() + yes + ", " + impossible() + no;
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
