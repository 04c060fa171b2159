package org.weightgate.requests;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.PlainSql;
import org.weightgate.people.BanCheck;
import org.weightgate.people.People;

/// Reads who stands beside the applicant of a request. Whatever changes the answer holds the request's row first; a ban waits
/// for the transaction that asked.
@ApplicationScoped
class Companions {

    private final Session database;
    private final Members members;
    private final Referees referees;
    private final Attachments attachments;
    private final People people;
    private final BanCheck bans;

    Companions(Session database, Members members, Referees referees, Attachments attachments, People people, BanCheck bans) {
        this.database = database;
        this.members = members;
        this.referees = referees;
        this.attachments = attachments;
        this.people = people;
        this.bans = bans;
    }

    /// A member gets something once they accepted the very terms in force.
    Company of(AccessRequest request, Terms inForce) {
        boolean alone = isAlone(request.id());
        List<Member> team = alone ? List.of() : members.of(request.id()).stream().filter(Member::isOpen).toList();
        Optional<Referee> referee = alone ? Optional.empty() : referees.of(request.id(), request.revision());
        List<Attachment> files = alone ? List.of() : attachments.of(request.id(), request.revision());
        Set<UUID> joined = people(team.stream().filter(Member::isJoined));
        Set<UUID> ready = people(team.stream().filter(member -> member.hasAccepted(inForce)));
        Set<UUID> banned = ready.isEmpty() ? Set.of() : bans.bannedAmong(people.byId(ready).values(), request.modelId());
        return new Company(joined, ready, banned, team.size() - ready.size(),
                referee.map(Referee::state).orElse(RefereeState.NONE), referee.map(this::account).orElse(null),
                shown(team, referee, files));
    }

    private static Set<UUID> people(Stream<Member> members) {
        return members.map(Member::person).collect(Collectors.toUnmodifiableSet());
    }

    /// Those on the team, and its referee if they have an account.
    Set<UUID> people(AccessRequest request) {
        if (isAlone(request.id())) {
            return Set.of();
        }
        Stream<UUID> referee = referees.of(request.id(), request.revision()).map(this::account).stream();
        return Stream.concat(people(members.of(request.id()).stream().filter(Member::isJoined)).stream(), referee)
                .collect(Collectors.toUnmodifiableSet());
    }

    private @Nullable UUID account(Referee referee) {
        return referee.asked().map(RefereeInvitation::person).or(() -> referees.accountOf(referee.email())).orElse(null);
    }

    /// Most requests are: one question instead of four.
    private boolean isAlone(UUID request) {
        return PlainSql.first(database, row -> row.getBoolean(1), """
                select not exists (select from member where request_id = ?)
                    and not exists (select from referee where request_id = ?)
                    and not exists (select from attachment where request_id = ?)""", request, request, request).orElseThrow();
    }

    private static List<Company.Detail> shown(List<Member> team, Optional<Referee> referee, List<Attachment> attached) {
        Stream<Company.Detail> people = team.stream().map(Companions::detail)
                .sorted(Comparator.comparing(Company.Detail::mark));
        Stream<Company.Detail> referees = referee.stream().map(Companions::detail);
        Stream<Company.Detail> files = attached.stream().map(file -> new Company.Detail(
                List.of("FILE", file.name(), file.sha256()), "File: " + file.name() + ", SHA-256 " + file.sha256()));
        return Stream.of(people, referees, files).flatMap(Function.identity()).toList();
    }

    private static Company.Detail detail(Member member) {
        String words = "Team: " + member.email() + ' ' + member.state().word();
        return member.isJoined()
                ? new Company.Detail(List.of("MEMBER", member.email(), member.state().name(), member.name(), member.account()),
                        words + " as " + member.name() + ", " + member.account())
                : new Company.Detail(List.of("MEMBER", member.email(), member.state().name()), words);
    }

    private static Company.Detail detail(Referee who) {
        return new Company.Detail(List.of("REFEREE", who.name(), who.email(), who.state().name(), who.comment()),
                "Referee: " + who.name() + ", " + who.email() + ' ' + who.state().word()
                        + (who.comment().isEmpty() ? "" : ": " + who.comment()));
    }
}
