package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.people.BanKind;

/// Random commands against the rules and against a small model of them, written apart: both must agree after every step.
/// `-Dweightgate.seed=N` begins at another seed, `-Dweightgate.sequences=N` tries more.
class RequestModelTest {

    private static final int STEPS = 60;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID ID = UUID.randomUUID();
    private static final UUID ADA = UUID.nameUUIDFromBytes(new byte[] { 0 });
    private static final String TEXT = "A text long enough to be read.";
    private static final Answers ANSWERS = new Answers(KnownAnswers.COMPLETE);
    private static final List<UUID> REVIEWERS = IntStream.range(1, 6)
            .mapToObj(number -> UUID.nameUUIDFromBytes(new byte[] { (byte) number })).toList();

    static IntStream seeds() {
        int first = Integer.getInteger("weightgate.seed", 1);
        return IntStream.range(first, first + Integer.getInteger("weightgate.sequences", 400));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theRulesAgreeWithTheModel(int seed) {
        var random = new Random(seed);
        var world = new World(random);
        var trace = new ArrayList<String>();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(4) == 0) {
                trace.add(world.somethingElseHappens());
                continue;
            }
            RequestCommand command = world.someCommand();
            Position before = world.position;
            Decision decision = RequestRules.decide(before, command, world.facts(command));
            boolean allowed = world.model.allows(command, world);
            trace.add(command + " -> " + decision);

            assertThat(decision instanceof Decision.Decided).as("seed %d, allowed, after %s", seed, trace).isEqualTo(allowed);
            if (decision instanceof Decision.Decided(var events)) {
                world.model.carryOut(command, world);
                events.forEach(world::apply);
                world.position = world.bumped(events);
            }
            assertThat(world.shape()).as("seed %d, state, after %s", seed, trace).isEqualTo(world.model.shape());
            world.assertInvariants(trace);
        }
    }

    /// The request as the events make it, and what surrounds it.
    private static final class World {

        private final Random random;
        private final Model model;
        private final Set<UUID> reviewing = new HashSet<>(REVIEWERS);
        private final Set<UUID> members = new HashSet<>();
        private final List<RequestEvent> history = new ArrayList<>();
        private final Map<UUID, Ballot> ballots = new LinkedHashMap<>();
        private final Set<UUID> conflicted = new HashSet<>();
        private final int quorum;
        private final DecisionRule rule;
        private final Duration hold;
        private Instant now = BEGIN;
        private boolean banned;
        private int terms = 1;
        private int acceptedTerms;
        private int policy = 1;
        private Position position = Position.notYet(ID, ADA, ID);
        private Seen older = new Seen(0, 0, "");

        World(Random random) {
            this.random = random;
            quorum = 1 + random.nextInt(3);
            rule = random.nextBoolean() ? DecisionRule.MAJORITY : DecisionRule.VETO;
            hold = Duration.ofSeconds(random.nextBoolean() ? 0 : 60);
            model = new Model();
        }

        String somethingElseHappens() {
            older = seen();
            UUID who = REVIEWERS.get(random.nextInt(REVIEWERS.size()));
            switch (random.nextInt(8)) {
                case 0 -> terms++;
                case 1 -> policy++;
                case 2 -> reviewing.remove(who);
                case 3 -> reviewing.add(who);
                case 4 -> banned = random.nextInt(8) == 0;
                case 5 -> {
                    if (random.nextInt(4) == 0) {
                        members.add(who);
                    }
                }
                default -> now = now.plusSeconds(random.nextInt(50));
            }
            return "now " + now + ", terms " + terms + ", policy " + policy + ", banned " + banned + ", reviewers " + reviewing
                    + ", members " + members;
        }

        RequestCommand someCommand() {
            UUID who = random.nextInt(8) == 0 ? ADA : REVIEWERS.get(random.nextInt(REVIEWERS.size()));
            UUID applicant = random.nextInt(10) == 0 ? who : ADA;
            Seen seen = random.nextInt(4) == 0 ? older : seen();
            Instant until = now.plus(Duration.ofDays(1 + random.nextInt(30)));
            return switch (random.nextInt(17)) {
                case 0 -> new RequestCommand.Start(applicant, null, false);
                case 1 -> new RequestCommand.SaveDraft(applicant, 0);
                case 2, 3, 4 -> new RequestCommand.Submit(applicant, 0, ANSWERS, new Terms(terms, "t" + terms));
                case 5 -> random.nextInt(4) == 0 ? new RequestCommand.Withdraw(applicant) : new RequestCommand.EndHold();
                case 6, 7, 8 -> new RequestCommand.Approve(who, seen, until);
                case 9 -> new RequestCommand.Reject(who, seen, RejectionReason.OTHER, TEXT, until);
                case 10 -> new RequestCommand.RequestChanges(who, seen, TEXT, List.of());
                case 11 -> new RequestCommand.TakeBack(who, seen.version());
                case 12 -> random.nextInt(3) == 0 ? new RequestCommand.DeclareConflict(who, "")
                        : new RequestCommand.RetractConflict(who);
                case 13 -> random.nextInt(6) == 0 ? new RequestCommand.CloseForBan(who) : new RequestCommand.EndHold();
                case 14 -> someLapse();
                default -> new RequestCommand.EndHold();
            };
        }

        /// Idle since some day, told of it on another; often too late or too early.
        private RequestCommand someLapse() {
            Instant idle = now.minus(Duration.ofDays(60 + random.nextInt(60)));
            Instant reminded = switch (random.nextInt(4)) {
                case 0 -> null;
                case 1 -> idle.minusSeconds(random.nextInt(2));
                default -> now.minus(Duration.ofDays(random.nextInt(28)));
            };
            return random.nextInt(3) == 0 ? new RequestCommand.Lapse(idle, reminded) : new RequestCommand.EndHold();
        }

        Facts facts(RequestCommand command) {
            UUID actor = switch (command) {
                case RequestCommand.ByPerson person -> person.actor();
                case RequestCommand.EndHold _ -> position.held() == null ? ADA : position.held().by();
                case RequestCommand.Lapse _ -> ADA;
            };
            return new Facts(now, new Facts.Applicant(true, null, banned ? BanKind.PERSON : null),
                    new Terms(terms, "t" + terms),
                    acceptedTerms == 0 ? null : new Terms(acceptedTerms, "t" + acceptedTerms),
                    new Facts.Policy(policy, 180, 30, quorum, rule, hold, false, Duration.ofDays(90), Duration.ofDays(14)),
                    new Company(members, members, Set.of(), 0, RefereeState.NONE, null, List.of()),
                    new Facts.Panel(reviewing.contains(actor), Set.copyOf(conflicted), departed(),
                            List.copyOf(ballots.values())),
                    digest());
        }

        private Set<UUID> departed() {
            return ballots.keySet().stream().filter(voter -> !reviewing.contains(voter))
                    .collect(Collectors.toUnmodifiableSet());
        }

        Seen seen() {
            return new Seen(position.version(), position.revision(), digest());
        }

        String digest() {
            var voters = new HashSet<>(ballots.keySet());
            voters.removeIf(voter -> !conflicted.contains(voter) && reviewing.contains(voter));
            var facts = new EnumMap<ShownFact, String>(ShownFact.class);
            for (ShownFact fact : ShownFact.values()) {
                facts.put(fact, switch (fact) {
                    case ANSWERS -> "" + position.revision();
                    case TERMS -> "" + terms;
                    case POLICY -> "" + policy;
                    case APPLICANT -> "ada";
                    case MEMBERS -> "" + new TreeSet<>(members);
                    case BANS -> "" + banned;
                    case CONFLICTS -> "" + new TreeSet<>(voters);
                });
            }
            return FactsDigest.of(facts);
        }

        void apply(RequestEvent event) {
            history.add(event);
            switch (event) {
                case RequestEvent.Started _ -> move(RequestState.DRAFT, 0, null);
                case RequestEvent.Submitted submitted -> {
                    move(RequestState.SUBMITTED, submitted.revision(), null);
                    acceptedTerms = submitted.terms().version();
                    ballots.clear();
                }
                case RequestEvent.Voted vote -> {
                    ballots.remove(vote.ballot().reviewer());
                    ballots.put(vote.ballot().reviewer(), vote.ballot());
                }
                case RequestEvent.Approved _ -> move(RequestState.APPROVED, position.revision(), null);
                case RequestEvent.Rejected _ -> move(RequestState.REJECTED, position.revision(), null);
                case RequestEvent.ChangesRequested _ -> move(RequestState.CHANGES_REQUESTED, position.revision(), null);
                case RequestEvent.DecisionHeld held -> move(position.state(), position.revision(), held.held());
                case RequestEvent.DecisionTakenBack back -> drop(back.reviewer());
                case RequestEvent.DecisionVoided gone -> drop(gone.reviewer());
                case RequestEvent.Withdrawn _ -> move(RequestState.WITHDRAWN, position.revision(), null);
                case RequestEvent.Lapsed _ -> move(RequestState.LAPSED, position.revision(), null);
                case RequestEvent.ConflictDeclared conflict -> conflicted.add(conflict.reviewer());
                case RequestEvent.ConflictRetracted conflict -> conflicted.remove(conflict.reviewer());
            }
        }

        private void drop(UUID reviewer) {
            ballots.remove(reviewer);
            move(position.state(), position.revision(), null);
        }

        private void move(RequestState state, int revision, @Nullable Held held) {
            position = new Position(ID, ADA, ID, state, revision, position.version(), 0, held);
        }

        Position bumped(List<RequestEvent> events) {
            boolean changed = events.stream().anyMatch(event -> !(event instanceof RequestEvent.Voted)
                    && !(event instanceof RequestEvent.ConflictDeclared) && !(event instanceof RequestEvent.ConflictRetracted));
            return changed
                    ? new Position(ID, ADA, ID, position.state(), position.revision(), position.version() + 1, 0,
                            position.held())
                    : position;
        }

        String shape() {
            String held = position.held() == null ? "" : " " + position.held().by() + " " + position.held().verdict();
            return position.version() == 0 ? "NONE" : position.state() + " " + position.revision() + held;
        }

        void assertInvariants(List<String> trace) {
            int ends = 0;
            Held pending = null;
            RequestEvent last = null;
            for (RequestEvent event : history) {
                assertThat(ends).as("nothing happens after the end: %s", trace).isZero();
                switch (event) {
                    case RequestEvent.DecisionHeld(var held) -> pending = held;
                    case RequestEvent.DecisionTakenBack _ -> pending = null;
                    case RequestEvent.DecisionVoided _ -> pending = null;
                    case RequestEvent.Approved approved -> {
                        ends++;
                        assertConcluded(approved, pending, last, trace);
                        assertThat(approvers(approved.revision())).as("quorum: %s", trace)
                                .hasSizeGreaterThanOrEqualTo(rule == DecisionRule.VETO ? quorum : 1).doesNotContain(ADA);
                    }
                    case RequestEvent.Rejected rejected -> {
                        ends++;
                        if (rejected.reason() != RejectionReason.BANNED) {
                            assertConcluded(rejected, pending, last, trace);
                        }
                    }
                    case RequestEvent.ChangesRequested changes -> {
                        assertConcluded(changes, pending, last, trace);
                        pending = null;
                    }
                    case RequestEvent.Withdrawn _ -> ends++;
                    case RequestEvent.Lapsed _ -> ends++;
                    case RequestEvent.Started _ -> assertThat(last).isNull();
                    case RequestEvent.Submitted _ -> assertThat(pending).isNull();
                    case RequestEvent.Voted _ -> assertThat(pending).as("no vote during a hold: %s", trace).isNull();
                    case RequestEvent.ConflictDeclared _ -> assertThat(last).isNotNull();
                    case RequestEvent.ConflictRetracted _ -> assertThat(last).isNotNull();
                }
                last = event;
            }
        }

        /// A conclusion follows its vote at once, or is the one that was held and neither taken back nor voided.
        private static void assertConcluded(RequestEvent conclusion, @Nullable Held pending, @Nullable RequestEvent last,
                List<String> trace) {
            if (!(last instanceof RequestEvent.Voted)) {
                assertThat(Optional.ofNullable(pending).map(Held::conclusion)).as("held before: %s", trace)
                        .isEqualTo(Optional.of(conclusion));
            }
        }

        private Set<UUID> approvers(int revision) {
            var approvers = new HashSet<UUID>();
            for (RequestEvent event : history) {
                if (event instanceof RequestEvent.Voted vote && vote.revision() == revision
                        && vote.ballot().verdict() == Verdict.APPROVE) {
                    approvers.add(vote.ballot().reviewer());
                }
            }
            return approvers;
        }
    }

    /// What the rules should do, told again in another way: plain values, no events.
    private static final class Model {

        private String state = "NONE";
        private int revision;
        private final Map<UUID, Verdict> votes = new LinkedHashMap<>();
        private final Set<UUID> asideBySelf = new HashSet<>();
        private @Nullable UUID heldBy;
        private @Nullable Verdict heldVerdict;
        private Instant heldUntil = BEGIN;
        private String heldOn = "";

        boolean allows(RequestCommand command, World world) {
            boolean open = Set.of("DRAFT", "SUBMITTED", "CHANGES_REQUESTED").contains(state);
            boolean writable = open && !"SUBMITTED".equals(state) && !world.banned;
            return switch (command) {
                case RequestCommand.Start start -> start.actor().equals(ADA) && "NONE".equals(state) && !world.banned;
                case RequestCommand.SaveDraft save -> save.actor().equals(ADA) && writable;
                case RequestCommand.Submit submit -> submit.actor().equals(ADA) && writable;
                case RequestCommand.Withdraw withdraw -> withdraw.actor().equals(ADA) && open;
                case RequestCommand.Approve approve -> mayVote(approve, world) && !world.banned
                        && world.acceptedTerms == world.terms && votes.get(approve.actor()) != Verdict.APPROVE;
                case RequestCommand.Reject reject -> mayVote(reject, world) && votes.get(reject.actor()) != Verdict.REJECT;
                case RequestCommand.RequestChanges changes -> mayVote(changes, world);
                case RequestCommand.TakeBack back -> world.reviewing.contains(back.actor()) && back.actor().equals(heldBy)
                        && back.version() == world.position.version() && world.now.isBefore(heldUntil);
                case RequestCommand.DeclareConflict declare -> world.reviewing.contains(declare.actor()) && open;
                case RequestCommand.RetractConflict retract -> world.reviewing.contains(retract.actor()) && open;
                case RequestCommand.CloseForBan _ -> open;
                case RequestCommand.EndHold _ -> heldBy != null && !world.now.isBefore(heldUntil);
                case RequestCommand.Lapse(var idle, var told) -> open && !"SUBMITTED".equals(state) && told != null
                        && idle.isBefore(told) && !told.plus(Duration.ofDays(14)).isAfter(world.now)
                        && !idle.plus(Duration.ofDays(90)).isAfter(world.now);
            };
        }

        private boolean mayVote(RequestCommand.ByReviewer command, World world) {
            return world.reviewing.contains(command.actor()) && !standsAside(command.actor(), world)
                    && command.seen().equals(world.seen()) && "SUBMITTED".equals(state) && heldBy == null;
        }

        private boolean standsAside(UUID who, World world) {
            return asideBySelf.contains(who) || world.members.contains(who);
        }

        void carryOut(RequestCommand command, World world) {
            switch (command) {
                case RequestCommand.Start _ -> state = "DRAFT";
                case RequestCommand.Submit _ -> {
                    state = "SUBMITTED";
                    revision++;
                    votes.clear();
                }
                case RequestCommand.Withdraw _ -> end("WITHDRAWN");
                case RequestCommand.CloseForBan _ -> end("REJECTED");
                case RequestCommand.Approve approve -> vote(approve.actor(), Verdict.APPROVE, world);
                case RequestCommand.Reject reject -> vote(reject.actor(), Verdict.REJECT, world);
                case RequestCommand.RequestChanges changes -> {
                    votes.put(changes.actor(), Verdict.REQUEST_CHANGES);
                    conclude(changes.actor(), Verdict.REQUEST_CHANGES, world);
                }
                case RequestCommand.TakeBack _ -> forgetHeld();
                case RequestCommand.DeclareConflict declare -> {
                    if (asideBySelf.add(declare.actor()) && heldBy != null && votes.containsKey(declare.actor())) {
                        forgetHeld();
                    }
                }
                case RequestCommand.RetractConflict retract -> asideBySelf.remove(retract.actor());
                case RequestCommand.EndHold _ -> {
                    if (world.banned || standsAside(Objects.requireNonNull(heldBy), world) || !world.reviewing.contains(heldBy)
                            || !heldOn.equals(world.digest())) {
                        forgetHeld();
                    } else {
                        effect(heldVerdict);
                    }
                }
                case RequestCommand.SaveDraft _ -> {
                }
                case RequestCommand.Lapse _ -> end("LAPSED");
            }
        }

        private void vote(UUID who, Verdict verdict, World world) {
            votes.put(who, verdict);
            long yes = count(Verdict.APPROVE, world);
            long no = count(Verdict.REJECT, world);
            boolean approved = world.rule == DecisionRule.VETO ? no == 0 && yes >= world.quorum
                    : yes + no >= world.quorum && yes > no;
            boolean rejected = world.rule == DecisionRule.VETO ? no > 0 : yes + no >= world.quorum && no > yes;
            if (rejected) {
                conclude(who, Verdict.REJECT, world);
            } else if (approved && !world.banned && world.acceptedTerms == world.terms) {
                conclude(who, Verdict.APPROVE, world);
            }
        }

        private long count(Verdict verdict, World world) {
            return votes.entrySet().stream().filter(vote -> vote.getValue() == verdict)
                    .filter(vote -> !standsAside(vote.getKey(), world) && world.reviewing.contains(vote.getKey())).count();
        }

        private void conclude(UUID who, Verdict verdict, World world) {
            if (world.hold.isZero()) {
                effect(verdict);
                return;
            }
            heldBy = who;
            heldVerdict = verdict;
            heldUntil = world.now.plusSeconds(60);
            heldOn = world.digest();
        }

        private void effect(@Nullable Verdict verdict) {
            if (verdict == Verdict.REQUEST_CHANGES) {
                end("CHANGES_REQUESTED");
            } else {
                end(verdict == Verdict.APPROVE ? "APPROVED" : "REJECTED");
            }
        }

        private void end(String next) {
            state = next;
            heldBy = null;
            heldVerdict = null;
        }

        private void forgetHeld() {
            votes.remove(heldBy);
            heldBy = null;
            heldVerdict = null;
        }

        String shape() {
            return "NONE".equals(state) ? "NONE"
                    : state + " " + revision + (heldBy == null ? "" : " " + heldBy + " " + heldVerdict);
        }
    }
}
