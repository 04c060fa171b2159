package org.weightgate.review;

import org.weightgate.web.Instants;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

/// Why a claim was not taken, given or freed, in the words and numbers of HTTP.
record ClaimRefusal(int status, String reason, String detail) {

    static final ClaimRefusal NOT_FOUND = new ClaimRefusal(404, "not-found",
            "There is no such request, or it is not yours to see.");
    static final ClaimRefusal CLOSED = new ClaimRefusal(409, "wrong-state", "It is closed; nobody has to look at it any more.");
    static final ClaimRefusal BARRED = new ClaimRefusal(403, "own-request",
            "You have a part in this request or declared a conflict. Someone else has to look at it.");
    static final ClaimRefusal NOT_HELD = new ClaimRefusal(409, "not-claimed",
            "You do not hold this claim any more. Claim the request first.");
    static final ClaimRefusal NO_REVIEWER = new ClaimRefusal(422, "not-a-reviewer",
            "That person does not review this model. Choose one of its reviewers.");
    static final ClaimRefusal AWAY = new ClaimRefusal(409, "away",
            "That person is away at the moment. Choose someone else.");
    static final ClaimRefusal TARGET_BARRED = new ClaimRefusal(409, "conflict-of-interest",
            "That person has a part in this request or declared a conflict. Choose someone else.");

    static ClaimRefusal heldBy(Claim claim) {
        return new ClaimRefusal(409, "already-claimed", PlainText.oneLine(claim.name())
                + " looks at it until " + Instants.minute(claim.until())
                + ". You can take it over; everyone sees that you did.");
    }

    ProblemException exception() {
        return new ProblemException(status, reason, detail);
    }
}
