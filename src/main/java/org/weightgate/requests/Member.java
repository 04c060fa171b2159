package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Somebody who asks together with the applicant.
///
/// @param email    where the invitation went
/// @param name     of the account they joined with, and its address in `account`; empty before
/// @param accepted the terms they accepted, if they joined
public record Member(UUID id, UUID request, String email, MemberState state, @Nullable UUID person, String name,
        String account, @Nullable Terms accepted, Instant invitedAt, Instant expiresAt) {

    public boolean isOpen() {
        return state == MemberState.INVITED || state == MemberState.JOINED;
    }

    public boolean isJoined() {
        return state == MemberState.JOINED;
    }

    boolean hasAccepted(Terms inForce) {
        return state == MemberState.JOINED && inForce.equals(accepted);
    }
}
