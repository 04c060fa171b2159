package org.weightgate.requests;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.Sha256;

/// Who stands beside the applicant in a request.
///
/// @param team           who has joined it, whichever terms they accepted: they decide nothing here
/// @param members        those who accepted the terms in force: each gets their own grant, unless
/// @param banned         a ban keeps them away from the model
/// @param membersPending how many were invited and have not answered
/// @param refereePerson  the account with which the referee confirmed, if it was one
/// @param shown          what a reviewer is shown of them, names and addresses included
public record Company(Set<UUID> team, Set<UUID> members, Set<UUID> banned, int membersPending, RefereeState referee,
        @Nullable UUID refereePerson, List<Detail> shown) {

    public static final Company NOBODY = new Company(Set.of(), Set.of(), Set.of(), 0, RefereeState.NONE, null,
            List.of());

    public Company {
        team = Set.copyOf(team);
        members = Set.copyOf(members);
        banned = Set.copyOf(banned);
        shown = List.copyOf(shown);
    }

    /// One person or file.
    ///
    /// @param facts what a decision rests on; how it is put into words may change without making a decision stale
    public record Detail(List<String> facts, String words) {

        public Detail {
            facts = List.copyOf(facts);
        }

        /// No fact holds a nought byte: the database would not take it.
        String mark() {
            return Sha256.hex(String.join("\0", facts));
        }
    }

    /// Who gets a grant beside the applicant.
    public Set<UUID> receivers() {
        return members.stream().filter(member -> !banned.contains(member)).collect(Collectors.toUnmodifiableSet());
    }

    /// Who joined and is told what becomes of it; whom a ban keeps away is told of the ban.
    public List<Person> present(People people) {
        Set<UUID> there = team.stream().filter(member -> !banned.contains(member)).collect(Collectors.toUnmodifiableSet());
        return people.byId(there).values().stream().sorted(Comparator.comparing(Person::id)).toList();
    }

    /// The same for the same people, whatever the order.
    String fingerprint() {
        return new TreeSet<>(members) + (banned.isEmpty() ? "" : " without " + new TreeSet<>(banned)) + " " + membersPending
                + ' ' + referee + ' ' + refereePerson + '\n'
                + shown.stream().map(Detail::mark).collect(Collectors.joining("\n"));
    }

    /// The same, to be read.
    String words() {
        String accepted = members.isEmpty() && membersPending == 0 ? ""
                : "\nThe terms in force are accepted by " + members.size() + " of " + (members.size() + membersPending)
                        + " in the team";
        return shown.isEmpty() ? "nobody, and no files"
                : shown.stream().map(Detail::words).collect(Collectors.joining("\n")) + accepted;
    }

    boolean includes(UUID person) {
        return team.contains(person) || person.equals(refereePerson);
    }
}
