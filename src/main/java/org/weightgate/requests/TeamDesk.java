package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsAcceptances;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.people.BanCheck;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.Outcome.Done;
import org.weightgate.requests.Outcome.Refused;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.Problem.FieldError;

/// The team of a request. Every change holds the request's row, since a decision rests on who is in the team.
@ApplicationScoped
class TeamDesk {

    /// So many invitations at most for one request, those taken back included.
    private static final int MOST_INVITATIONS = 60;
    private static final Duration BETWEEN = Duration.ofMinutes(2);

    private final AccessRequests requests;
    private final Members members;
    private final Models models;
    private final TermsVersions terms;
    private final People people;
    private final BanCheck bans;
    private final DatabaseClock clock;
    private final Events events;
    private final CompanyLetters letters;
    private final TermsAcceptances acceptances;
    private final Idempotency replies;

    TeamDesk(AccessRequests requests, Members members, Models models, TermsVersions terms, People people, BanCheck bans,
            DatabaseClock clock, Events events, CompanyLetters letters, TermsAcceptances acceptances,
            Idempotency replies) {
        this.requests = requests;
        this.members = members;
        this.models = models;
        this.terms = terms;
        this.people = people;
        this.bans = bans;
        this.clock = clock;
        this.events = events;
        this.letters = letters;
        this.acceptances = acceptances;
        this.replies = replies;
    }

    /// Once for each key.
    @Transactional
    Outcome<UUID> invite(Person applicant, UUID id, String typedAddress, String key) {
        return replies.once(new Idempotency.Call(applicant.id(), key, "invite " + id, typedAddress), UUID.class,
                () -> invite(applicant, id, typedAddress));
    }

    @Transactional
    Outcome<UUID> invite(Person applicant, UUID id, String typedAddress) {
        return own(applicant, id, request -> {
            if (!request.state().isEditable()) {
                return new Refused<>(new Refusal.WrongState(request.state()));
            }
            List<Member> team = members.of(id);
            Optional<String> problem = MemberRules.problemWithInviting(typedAddress, applicant.email(), team)
                    .or(() -> team.size() >= MOST_INVITATIONS
                            ? Optional.of("Too many invitations were sent for this request. Write to the reviewers instead.")
                            : Optional.empty());
            if (problem.isPresent()) {
                return wrong(problem.get());
            }
            return invite(applicant, request, MailAddress.parse(typedAddress).orElseThrow());
        });
    }

    private Outcome<UUID> invite(Person applicant, AccessRequest request, MailAddress address) {
        UUID member = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        LinkSecret secret = LinkSecret.fresh();
        members.invite(member, request.id(), address, secret, clock.now());
        record(request, "member.invited", applicant.id(), member);
        letters.invite(request, models.findById(request.modelId()), applicant, member, address.text(), secret);
        return new Done<>(member);
    }

    /// Sends the invitation again, with a new link that voids the old one.
    @Transactional
    Outcome<UUID> inviteAgain(Person applicant, UUID id, UUID member) {
        return ownMember(applicant, id, member, (request, invited) -> {
            if (invited.state() != MemberState.INVITED) {
                return wrong(invited.email() + " " + invited.state().word() + ": there is nothing to send again.");
            }
            Instant from = invited.invitedAt().plus(BETWEEN);
            if (clock.now().isBefore(from)) {
                return new Refused<>(new Refusal.TooOften(from));
            }
            LinkSecret secret = LinkSecret.fresh();
            members.renew(member, secret, clock.now());
            letters.invite(request, models.findById(request.modelId()), applicant, member, invited.email(), secret);
            return new Done<>(member);
        });
    }

    @Transactional
    Outcome<UUID> drop(Person applicant, UUID id, UUID member) {
        return ownMember(applicant, id, member, (request, invited) -> {
            if (!request.state().isOpen()) {
                return new Refused<>(new Refusal.WrongState(request.state()));
            }
            members.end(member, MemberState.DROPPED, clock.now());
            record(request, "member.dropped", applicant.id(), member);
            letters.dropped(request, models.findById(request.modelId()), invited);
            return new Done<>(member);
        });
    }

    /// An invitation as whoever holds its link sees it, or nothing when there is no such link.
    @Transactional
    Optional<JoinView> open(Person person, LinkSecret secret) {
        return members.with(secret).map(member -> view(person, requests.findById(member.request()), member, Optional.empty()));
    }

    /// The person accepts the terms in their own name.
    @Transactional
    JoinView join(Person person, LinkSecret secret, Terms accepted) {
        people.requireAccount(person.id());
        Member found = members.with(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        AccessRequest request = requests.lock(found.request()).orElseThrow();
        Member member = members.with(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        Model model = models.findById(request.modelId());
        Optional<String> problem = problemWithJoining(person, request, member, model, accepted);
        if (problem.isPresent()) {
            return view(person, request, member, problem);
        }
        members.join(member.id(), person.id(), terms.current(model), clock.now());
        acceptances.record(person.id(), terms.current(model), TermsAcceptances.Way.MEMBER, request.id(), clock.now());
        record(request, "member.joined", person.id(), member.id());
        letters.memberAnswered(request, model, people.findById(request.personId()), member, "joined");
        return view(person, request, members.with(secret).orElseThrow(), Optional.empty());
    }

    private Optional<String> problemWithJoining(Person person, AccessRequest request, Member member, Model model,
            Terms accepted) {
        MemberRules.Door door = door(person, request, member);
        TermsVersion inForce = terms.current(model);
        if (door instanceof MemberRules.Door.Shut(var why)) {
            return Optional.of(why);
        }
        if (!person.emailVerified()) {
            return Optional.of("Confirm your own e-mail address first, then open this link again.");
        }
        if (bans.of(person, model.id()).banned()) {
            return Optional.of("This account cannot join a request.");
        }
        if (accepted.equals(Terms.NONE)) {
            return Optional.of("Read the terms and tick the box to accept them.");
        }
        if (!accepted.equals(new Terms(inForce.version(), inForce.sha256()))) {
            return Optional.of("The terms changed while you were reading; they are shown below as they are now.");
        }
        boolean already = members.of(request.id()).stream()
                .anyMatch(other -> !other.id().equals(member.id()) && other.isJoined() && person.id().equals(other.person()));
        return already ? Optional.of("You are already a member of this team.") : Optional.empty();
    }

    @Transactional
    JoinView decline(Person person, LinkSecret secret) {
        Member found = members.with(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        AccessRequest request = requests.lock(found.request()).orElseThrow();
        Member member = members.with(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        if (door(person, request, member) instanceof MemberRules.Door.Shut(var why)) {
            return view(person, request, member, Optional.of(why));
        }
        end(person, request, member);
        return view(person, request, members.with(secret).orElseThrow(), Optional.empty());
    }

    /// A member leaves of their own accord, as long as nothing was decided.
    @Transactional
    Outcome<UUID> leave(Person person, UUID id) {
        Optional<AccessRequest> request = requests.lock(id);
        Optional<Member> member = members.of(id).stream()
                .filter(other -> other.isJoined() && person.id().equals(other.person())).findFirst();
        if (request.isEmpty() || member.isEmpty()) {
            return new Refused<>(new Refusal.NotFound());
        }
        if (!request.get().state().isOpen()) {
            return new Refused<>(new Refusal.WrongState(request.get().state()));
        }
        end(person, request.get(), member.get());
        return new Done<>(member.get().id());
    }

    private void end(Person person, AccessRequest request, Member member) {
        members.end(member.id(), MemberState.DECLINED, clock.now());
        record(request, "member.declined", person.id(), member.id());
        letters.memberAnswered(request, models.findById(request.modelId()), people.findById(request.personId()), member,
                member.isJoined() ? "left" : "declined to join");
    }

    private MemberRules.Door door(Person person, AccessRequest request, Member member) {
        return MemberRules.door(member, request.state(), person.id().equals(request.personId()),
                person.id().equals(member.person()), clock.now());
    }

    private JoinView view(Person person, AccessRequest request, Member member, Optional<String> problem) {
        Model model = models.findById(request.modelId());
        TermsVersion inForce = terms.current(model);
        Person applicant = people.findById(request.personId());
        return JoinView.of(request, model.fullName(), applicant, person, inForce, door(person, request, member),
                member.hasAccepted(new Terms(inForce.version(), inForce.sha256())), problem);
    }

    private Outcome<UUID> own(Person applicant, UUID id, Function<AccessRequest, Outcome<UUID>> work) {
        return requests.lock(id).filter(request -> request.personId().equals(applicant.id())).map(work)
                .orElseGet(() -> new Refused<>(new Refusal.NotFound()));
    }

    private interface OnMember {
        Outcome<UUID> act(AccessRequest request, Member member);
    }

    private Outcome<UUID> ownMember(Person applicant, UUID id, UUID member, OnMember work) {
        return own(applicant, id, request -> members.of(id).stream()
                .filter(other -> other.id().equals(member) && other.isOpen()).findFirst()
                .map(found -> work.act(request, found)).orElseGet(() -> new Refused<>(new Refusal.NotFound())));
    }

    private void record(AccessRequest request, String type, UUID actor, UUID member) {
        events.append(request.id(), type, actor, Map.of("member", member));
    }

    private static Outcome<UUID> wrong(String message) {
        return new Refused<>(new Refusal.InvalidAnswers(List.of(new FieldError("memberEmail", message))));
    }
}
