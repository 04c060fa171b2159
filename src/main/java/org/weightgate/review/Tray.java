package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.RequestState;

/// One view of the queue. Where reviewers have to act the longest waiting come first, elsewhere the newest.
public enum Tray {
    WAITING("All waiting", RequestState.SUBMITTED, true, "Nothing waits for a review. New requests appear here by themselves."),
    MINE("Mine", RequestState.SUBMITTED, true,
            "You have claimed nothing. Open a request and claim it, or press c on a row."),
    UNCLAIMED("Unclaimed", RequestState.SUBMITTED, true, "Somebody looks at everything that waits."),
    SECOND_VOTE("Needs a second vote", RequestState.SUBMITTED, true,
            "No request waits for one more approval of yours."),
    OVERDUE("Overdue", RequestState.SUBMITTED, true, "Nothing is overdue."),
    APPLICANT("Waiting on applicant", RequestState.CHANGES_REQUESTED, true,
            "No applicant has been asked for changes."),
    APPROVED("Approved", RequestState.APPROVED, false, "No request has been approved yet."),
    REJECTED("Not approved", RequestState.REJECTED, false, "No request has been rejected."),
    WITHDRAWN("Withdrawn", RequestState.WITHDRAWN, false, "No request has been withdrawn."),
    LAPSED("Lapsed", RequestState.LAPSED, false, "No request has lapsed."),
    ALL("Everything", null, false, "No request has been sent for the models you review.");

    /// What is shown as a tab with a count; the others are in the list beside the search.
    static final List<Tray> OPEN = List.of(WAITING, MINE, UNCLAIMED, SECOND_VOTE, OVERDUE, APPLICANT);

    private final String words;
    private final @Nullable RequestState state;
    private final boolean oldestFirst;
    private final String whenEmpty;

    Tray(String words, @Nullable RequestState state, boolean oldestFirst, String whenEmpty) {
        this.words = words;
        this.state = state;
        this.oldestFirst = oldestFirst;
        this.whenEmpty = whenEmpty;
    }

    public String words() {
        return words;
    }

    public String whenEmpty() {
        return whenEmpty;
    }

    /// The only state it shows, if it is only one.
    Optional<RequestState> state() {
        return Optional.ofNullable(state);
    }

    boolean oldestFirst() {
        return oldestFirst;
    }

    public boolean isOpen() {
        return OPEN.contains(this);
    }

    /// By its own name, or by the name of the state it shows.
    static Optional<Tray> named(String name) {
        return Stream.of(values()).filter(tray -> tray.name().equalsIgnoreCase(name.strip())
                || tray.state().filter(state -> state.name().equalsIgnoreCase(name.strip())).isPresent()).findFirst();
    }
}
