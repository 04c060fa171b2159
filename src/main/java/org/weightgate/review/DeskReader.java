package org.weightgate.review;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.DecisionRule;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Event;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantState;
import org.weightgate.grants.Grants;
import org.weightgate.notices.RefusedAddresses;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Attachments;
import org.weightgate.requests.Conflicts;
import org.weightgate.requests.Facts;
import org.weightgate.requests.Held;
import org.weightgate.requests.Messages;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Seen;
import org.weightgate.requests.ShownFacts;
import org.weightgate.requests.Tally;
import org.weightgate.requests.Teams;
import org.weightgate.requests.Verdict;
import org.weightgate.web.PlainText;

/// Puts a request on the desk of someone who may review its model and has no part in it; for everyone else there is none.
@ApplicationScoped
class DeskReader {

    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final Messages messages;
    private final Jurisdiction jurisdiction;
    private final Involved involved;
    private final Votes votes;
    private final Grants grants;
    private final Conflicts conflicts;
    private final People people;
    private final Models models;
    private final Sheets sheets;
    private final Similar similar;
    private final Experts experts;
    private final Phrases phrases;
    private final Claims claims;
    private final Steps steps;
    private final Attachments attachments;
    private final Teams teams;
    private final DatabaseClock clock;
    private final ShownFacts shown;
    private final RefusedAddresses refused;

    DeskReader(AccessRequests requests, RequestFacts facts, RequestHistory history, Messages messages,
            Jurisdiction jurisdiction, Involved involved, Votes votes, Grants grants, Conflicts conflicts, People people,
            Models models, Sheets sheets,
            Similar similar,
            Experts experts, Phrases phrases, Claims claims, Steps steps, Attachments attachments, Teams teams,
            DatabaseClock clock, ShownFacts shown, RefusedAddresses refused) {
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.messages = messages;
        this.jurisdiction = jurisdiction;
        this.involved = involved;
        this.votes = votes;
        this.grants = grants;
        this.conflicts = conflicts;
        this.people = people;
        this.models = models;
        this.sheets = sheets;
        this.similar = similar;
        this.experts = experts;
        this.phrases = phrases;
        this.claims = claims;
        this.steps = steps;
        this.attachments = attachments;
        this.teams = teams;
        this.clock = clock;
        this.shown = shown;
        this.refused = refused;
    }

    /// How the reader wants to see it.
    ///
    /// @param revision which revision, if not the current one
    /// @param plain    without marking what changed
    /// @param last     whether the reader has just decided on the last one of their view
    /// @param decided  the request the reader decided on just before
    record Look(Optional<Integer> revision, boolean plain, DeskView.From from, boolean last, Optional<UUID> decided,
            DeskView.Attempt attempt) {

        static Look usual(DeskView.Attempt attempt) {
            return new Look(Optional.empty(), false, new DeskView.From(Tray.WAITING, "", ""), false,
                    Optional.empty(), attempt);
        }
    }

    @Transactional
    Optional<DeskView> read(Person reviewer, UUID id, Look look) {
        Optional<AccessRequest> request = covered(reviewer, id);
        request.flatMap(found -> involved.part(found, reviewer.id())).ifPresent(part -> {
            throw Refusals.of(part).exception();
        });
        return request.map(found -> new Reading(reviewer, found, look).view());
    }

    /// What a decision made now would have to name.
    @Transactional
    Optional<Seen> seen(Person reviewer, UUID id) {
        return find(reviewer, id).map(request -> {
            Facts now = facts.of(people.findById(request.personId()), models.findById(request.modelId()), Optional.of(request));
            shown.remember(request, now);
            return new Seen(request.version(), request.revision(), now.digest());
        });
    }

    /// A request this person may review and has no part in.
    @Transactional
    Optional<AccessRequest> find(Person reviewer, UUID id) {
        return covered(reviewer, id).filter(request -> involved.part(request, reviewer.id()).isEmpty());
    }

    private Optional<AccessRequest> covered(Person reviewer, UUID id) {
        return requests.findByIdOptional(id).filter(request -> request.revision() > 0)
                .filter(request -> jurisdiction.covers(reviewer, request.modelId()));
    }

    /// Everything about one request, read once.
    private final class Reading {

        private final Person reviewer;
        private final AccessRequest request;
        private final Look look;
        private final Person applicant;
        private final Model model;
        private final Facts now;
        private final List<Event> events;
        private final List<Votes.VoteRow> cast;
        private final List<UUID> parts;

        Reading(Person reviewer, AccessRequest request, Look look) {
            this.reviewer = reviewer;
            this.request = request;
            this.look = look;
            applicant = people.findById(request.personId());
            model = models.findById(request.modelId());
            now = facts.of(applicant, model, Optional.of(request)).reviewed(true);
            events = history.of(request.id());
            cast = votes.of(request.id(), request.revision());
            parts = involved.parts(reviewer);
            shown.remember(request, now);
        }

        DeskView view() {
            DeskView.Sheet sheet = sheets.of(reviewer, request, look.revision(), look.plain());
            var seen = new DeskView.Seen(request.version(), request.revision(), now.digest(),
                    events.isEmpty() ? 0 : events.getLast().seq());
            return new DeskView(request.id(), request.reference(), model.fullName(), request.state(), seen,
                    sheet, person(),
                    new DeskView.Beside(attachments.of(request.id(), sheet.revision()), teams.of(model, Optional.of(request))),
                    bench(), claiming(), thread(),
                    experts.of(request.id()), new DeskView.Words(phrases.templates(model.id()), phrases.replies(reviewer)),
                    steps.of(events), look.attempt(), origin(), look.from(), look.last(), flash(), reapplyFrom(),
                    UUID.randomUUID().toString());
        }

        private String reapplyFrom() {
            return now.now().plus(Duration.ofDays(now.policy().reapplyDays())).atZone(ZoneOffset.UTC).toLocalDate().toString();
        }

        private DeskView.Person person() {
            return new DeskView.Person(PlainText.oneLine(applicant.displayName()), PlainText.oneLine(applicant.username()),
                    PlainText.oneLine(applicant.email()), applicant.emailVerified(), addressErased(),
                    PlainText.oneLine(request.affiliation()), applicant.createdAt(), earlier(), similar.to(request, parts));
        }

        private boolean addressErased() {
            return applicant.isErased() && applicant.email().isEmpty();
        }

        private Optional<DeskView.Origin> origin() {
            return request.follows().flatMap(id -> find(reviewer, id)).map(before -> new DeskView.Origin(before.id(),
                    before.reference(), before.state(), before.state() == RequestState.APPROVED));
        }

        private List<DeskView.Earlier> earlier() {
            Set<UUID> mine = Set.copyOf(jurisdiction.of(reviewer));
            return requests.earlierOf(request.personId(), request.id()).stream()
                    .filter(earlier -> mine.contains(earlier.modelId()) && earlier.revision() > 0
                            && !parts.contains(earlier.id()))
                    .map(earlier -> new DeskView.Earlier(earlier.id(), earlier.reference(),
                            models.findById(earlier.modelId()).fullName(), earlier.state(), earlier.createdAt()))
                    .toList();
        }

        private DeskView.Bench bench() {
            var since = Objects.requireNonNull(request.submittedAt());
            var turn = sheets.turn(request.id()).orElse(since);
            return new DeskView.Bench(checks(), votesOn(), own(cast), Tally.of(now).approvals(), Tally.of(now).rejections(),
                    now.policy().quorum(),
                    now.policy().rule() == DecisionRule.MAJORITY, now.policy().grantDays(),
                    (int) now.policy().hold().toSeconds(),
                    request.held().map(this::pending),
                    Clock.of(request.state(), turn, turn.plus(jurisdiction.answerWithin(model.id())), clock.now()),
                    turn, barred(), now.panel().conflicted().contains(reviewer.id()),
                    conflicts.declared(request.id()), !now.terms().equals(now.accepted()), decided(),
                    now.policy().lapse().toDays());
        }

        private DeskView.Decided decided() {
            return new DeskView.Decided(Optional.ofNullable(request.reason()).map(RejectionReason::label),
                    Optional.ofNullable(request.publicText()), Optional.ofNullable(request.grantedUntil()),
                    Optional.ofNullable(request.reapplyFrom()));
        }

        private DeskView.Pending pending(Held held) {
            return new DeskView.Pending(held.verdict().words(), PlainText.oneLine(people.findById(held.by()).displayName()),
                    held.by().equals(reviewer.id()), held.endsAt());
        }

        private Optional<DeskView.Flash> flash() {
            return look.decided().flatMap(id -> find(reviewer, id))
                    .filter(before -> !before.id().equals(request.id()) || before.held().isEmpty()).map(before -> {
                        Optional<Held> held = before.held();
                        String words = held.map(h -> pending(h).who() + " decided to " + h.verdict().words() + ".")
                                .or(() -> waits(before)).orElse(before.state().word() + ".");
                        return new DeskView.Flash(before.id(), before.reference(), words,
                                held.map(h -> h.endsAt()), before.version(),
                                held.filter(h -> h.by().equals(reviewer.id())).isPresent());
                    });
        }

        /// A vote that does not decide yet.
        private Optional<String> waits(AccessRequest before) {
            return Optional.of(before).filter(request -> request.state() == RequestState.SUBMITTED)
                    .flatMap(request -> own(votes.of(request.id(), request.revision())))
                    .map(verdict -> "you " + voted(verdict) + ". It waits for the vote of another reviewer; nothing is given or"
                            + " mailed before that.");
        }

        private Optional<String> barred() {
            return now.panel().conflicted().contains(reviewer.id())
                    ? Optional.of("You declared a conflict of interest. Another reviewer has to decide.")
                    : Optional.empty();
        }

        private List<DeskView.Check> checks() {
            return DeskChecks.of(now, addressErased(), refused.find(applicant.email()),
                    grants.current(applicant.id(), model.id())
                            .filter(held -> held.stateAt(clock.now()) == GrantState.SUSPENDED).flatMap(Grant::suspendReason));
        }

        private List<DeskView.Vote> votesOn() {
            return cast.stream().map(vote -> new DeskView.Vote(
                    PlainText.oneLine(vote.reviewer()), voted(vote.verdict()) + standing(vote.reviewerId()), vote.at(),
                    vote.reason().map(RejectionReason::label), vote.text())).toList();
        }

        private String standing(UUID voter) {
            if (now.panel().departed().contains(voter)) {
                return " (no longer a reviewer: does not count)";
            }
            return now.panel().conflicted().contains(voter) ? " (conflict of interest: does not count)" : "";
        }

        private String voted(Verdict verdict) {
            return switch (verdict) {
                case APPROVE -> "approved";
                case REJECT -> "rejected";
                case REQUEST_CHANGES -> "asked for changes";
            };
        }

        private Optional<Verdict> own(List<Votes.VoteRow> rows) {
            return rows.stream().filter(vote -> vote.reviewerId().equals(reviewer.id())).map(Votes.VoteRow::verdict)
                    .findFirst();
        }

        private DeskView.Claiming claiming() {
            Optional<Claim> claim = claims.of(request.id(), clock.now());
            boolean open = request.state().isUnderReview();
            List<Colleague> others = jurisdiction.colleagues(model.id()).stream()
                    .filter(colleague -> !colleague.id().equals(reviewer.id()) && !colleague.id().equals(applicant.id()))
                    .toList();
            return new DeskView.Claiming(claim, claim.filter(held -> held.isOf(reviewer.id())).isPresent(),
                    jurisdiction.leads(reviewer, model.id()), open, others);
        }

        private DeskView.Talk thread() {
            boolean writable = request.state() != RequestState.WITHDRAWN && request.state() != RequestState.LAPSED;
            return new DeskView.Talk(messages.of(request.id()).stream()
                    .map(message -> new DeskView.Talk.Entry(message.id(), message.authorName(), message.fromApplicant(),
                            message.isInternal(), message.body(), message.at(), message.erased()))
                    .toList(), writable, Messages.LONGEST);
        }
    }
}
