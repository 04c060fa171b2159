package org.weightgate.requests;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/// Who stands beside the applicant in a request.
///
/// @param members        the team members who have accepted: each gets their own grant, unless
/// @param banned         a ban keeps them away from the model
/// @param membersPending how many were invited and have not answered
/// @param refereePerson  the account with which the referee confirmed, if it was one
/// @param shown          a fingerprint of everything a reviewer is shown of them, names and addresses included
public record Company(Set<UUID> members, Set<UUID> banned, int membersPending, RefereeState referee,
        @Nullable UUID refereePerson,
        String shown) {

    public static final Company NOBODY = new Company(Set.of(), Set.of(), 0, RefereeState.NONE, null, "");

    public Company {
        members = Set.copyOf(members);
        banned = Set.copyOf(banned);
    }

    /// Who gets a grant beside the applicant.
    public Set<UUID> receivers() {
        return members.stream().filter(member -> !banned.contains(member)).collect(Collectors.toUnmodifiableSet());
    }

    /// The same for the same people, whatever the order.
    String fingerprint() {
        return new TreeSet<>(members) + (banned.isEmpty() ? "" : " without " + new TreeSet<>(banned)) + " " + membersPending
                + ' ' + referee + ' ' + refereePerson + '\n' + shown;
    }

    /// The same, to be read.
    String words() {
        String accepted = members.isEmpty() && membersPending == 0 ? ""
                : "\nThe terms in force are accepted by " + members.size() + " of " + (members.size() + membersPending)
                        + " in the team";
        return shown.isEmpty() ? "nobody, and no files" : shown + accepted;
    }

    boolean includes(UUID person) {
        return members.contains(person) || person.equals(refereePerson);
    }
}
