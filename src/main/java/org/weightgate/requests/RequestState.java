package org.weightgate.requests;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// `word` and `tone` are how pages show it everywhere.
public enum RequestState {
    DRAFT("Draft", "draft"),
    SUBMITTED("Waiting for review", "waiting"),
    CHANGES_REQUESTED("Changes asked for", "you"),
    APPROVED("Approved", "good"),
    REJECTED("Not approved", "bad"),
    WITHDRAWN("Withdrawn", "ended"),
    LAPSED("Lapsed", "ended");

    public static final Set<RequestState> OPEN = Collections
            .unmodifiableSet(EnumSet.of(DRAFT, SUBMITTED, CHANGES_REQUESTED));

    private final String word;
    private final String tone;

    RequestState(String word, String tone) {
        this.word = word;
        this.tone = tone;
    }

    public String word() {
        return word;
    }

    public String tone() {
        return tone;
    }

    public boolean isOpen() {
        return OPEN.contains(this);
    }

    /// Sent and not decided yet; it may be the applicant's turn.
    public boolean isUnderReview() {
        return this == SUBMITTED || this == CHANGES_REQUESTED;
    }

    /// Ended without a decision, by its owner or by their silence.
    boolean isGivenUp() {
        return this == WITHDRAWN || this == LAPSED;
    }

    boolean isEditable() {
        return this == DRAFT || this == CHANGES_REQUESTED;
    }
}
