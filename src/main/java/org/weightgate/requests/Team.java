package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

/// Everybody beside the applicant, as pages show them.
///
/// @param inForce the terms each member must have accepted
public record Team(List<Member> open, Optional<Referee> referee, boolean refereeRequired, Terms inForce) {

    /// How many have not accepted the terms in force.
    public int pending() {
        return (int) open.stream().filter(member -> !member.hasAccepted(inForce)).count();
    }

    public boolean isReady(Member member) {
        return member.hasAccepted(inForce);
    }

    public boolean isEmpty() {
        return open.isEmpty() && referee.isEmpty();
    }
}
