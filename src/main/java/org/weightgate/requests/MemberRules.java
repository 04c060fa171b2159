package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Who may ask together with an applicant. Pure.
final class MemberRules {

    static final int MOST = 20;

    private MemberRules() {
    }

    /// What is wrong with inviting this address, if anything.
    static Optional<String> problemWithInviting(String typed, String applicantAddress, List<Member> team) {
        Optional<MailAddress> address = MailAddress.parse(typed);
        if (address.isEmpty()) {
            return Optional.of("Enter a mail address, for example name@university.example.");
        }
        if (address.get().isThatOf(applicantAddress)) {
            return Optional.of("This is your own address. Your request includes you already.");
        }
        List<Member> open = team.stream().filter(Member::isOpen).toList();
        if (open.stream()
                .anyMatch(member -> address.get().isThatOf(member.email()) || address.get().isThatOf(member.account()))) {
            return Optional.of(address.get().text() + " is already on the team.");
        }
        return open.size() >= MOST ? Optional.of("A team has at most " + MOST + " members beside you.") : Optional.empty();
    }

    /// What becomes of somebody who opens an invitation.
    sealed interface Door {
        record Open() implements Door {
        }

        record Joined() implements Door {
        }

        record Shut(String why) implements Door {
        }
    }

    static Door door(Member member, RequestState state, boolean own, boolean mine, Instant now) {
        if (own) {
            return new Door.Shut("This invitation is from your own request. The link is for a member of your team.");
        }
        if (!state.isOpen()) {
            return new Door.Shut("The request this invitation belongs to is closed. There is nothing to join any more.");
        }
        return switch (member.state()) {
            case JOINED -> mine ? new Door.Joined()
                    : new Door.Shut("This invitation has already been used by another account.");
            case DECLINED -> new Door.Shut("You declined, or have left the team. The applicant can send a new invitation.");
            case DROPPED -> new Door.Shut("The applicant has taken this invitation back.");
            case INVITED -> now.isBefore(member.expiresAt()) ? new Door.Open()
                    : new Door.Shut("This invitation is too old. Ask the applicant for a new one.");
        };
    }

    static @Nullable String why(Door door) {
        return door instanceof Door.Shut(var why) ? why : null;
    }
}
