package org.weightgate.requests;

import java.util.Optional;

/// The person an applicant names to vouch for them, and the question that was sent about the current revision, if one was.
public record Referee(String name, String email, Optional<RefereeInvitation> asked) {

    public RefereeState state() {
        return asked.map(RefereeInvitation::standing).orElse(RefereeState.WAITING);
    }

    /// Their words to the reviewers; empty while there are none.
    public String comment() {
        return asked.map(RefereeInvitation::comment).orElse("");
    }
}
