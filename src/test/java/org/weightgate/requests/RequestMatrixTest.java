package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.DecisionRule;

/// Who may do what in which state, as a page people can read. It is made from the rules and compared with the committed one;
/// `-Dmatrix.write=true` writes it anew.
class RequestMatrixTest {

    private static final Path PAGE = Path.of("src/test/resources/requests/matrix.md");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(30));
    private static final UUID MODEL = UUID.fromString("00000000-0000-0000-0000-0000000000aa");
    private static final Terms TERMS = new Terms(1, "t1");
    private static final String DIGEST = digest();
    private static final String TEXT = "A text the applicant can read.";
    private static final Answers ANSWERS = new Answers(KnownAnswers.COMPLETE);

    private enum Role {
        APPLICANT("the applicant"),
        MEMBER("a reviewer on the team"),
        REFEREE("a reviewer who is the referee"),
        REVIEWER("a reviewer"),
        CONFLICTED("a reviewer with a declared conflict"),
        STRANGER("anybody else");

        private final String words;
        private final UUID id = UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8));

        Role(String words) {
            this.words = words;
        }

        boolean reviews() {
            return this != APPLICANT && this != STRANGER;
        }
    }

    private enum Situation {
        NOT_STARTED("not started", RequestState.DRAFT, null),
        DRAFT("draft", RequestState.DRAFT, null),
        SUBMITTED("submitted", RequestState.SUBMITTED, null),
        HELD("submitted, own decision held", RequestState.SUBMITTED, null),
        HELD_BY_OTHER("submitted, another's decision held", RequestState.SUBMITTED, UUID.randomUUID()),
        CHANGES_REQUESTED("changes requested", RequestState.CHANGES_REQUESTED, null),
        APPROVED("approved", RequestState.APPROVED, null),
        REJECTED("rejected", RequestState.REJECTED, null),
        WITHDRAWN("withdrawn", RequestState.WITHDRAWN, null),
        LAPSED("lapsed", RequestState.LAPSED, null);

        private final String words;
        private final RequestState state;
        private final @Nullable UUID decider;

        Situation(String words, RequestState state, @Nullable UUID decider) {
            this.words = words;
            this.state = state;
            this.decider = decider;
        }

        Position position(UUID actor) {
            if (this == NOT_STARTED) {
                return Position.notYet(MODEL, Role.APPLICANT.id, MODEL);
            }
            Held held = this == HELD || this == HELD_BY_OTHER
                    ? new Held(decider == null ? actor : decider, NOW.plusSeconds(30), DIGEST,
                            new RequestEvent.Approved(1, UNTIL))
                    : null;
            return new Position(MODEL, Role.APPLICANT.id, MODEL, state, this == DRAFT ? 0 : 1, 3, 7, held);
        }
    }

    private interface Asked {
        RequestCommand by(UUID actor);
    }

    private static final Map<String, Asked> BY_PEOPLE = commands();

    private static Map<String, Asked> commands() {
        var seen = new Seen(3, 1, DIGEST);
        var commands = new LinkedHashMap<String, Asked>();
        commands.put("start", actor -> new RequestCommand.Start(actor, null, false));
        commands.put("save the draft", actor -> new RequestCommand.SaveDraft(actor, 7));
        commands.put("submit", actor -> new RequestCommand.Submit(actor, 7, ANSWERS, TERMS));
        commands.put("withdraw", RequestCommand.Withdraw::new);
        commands.put("approve (quorum 1, no hold)", actor -> new RequestCommand.Approve(actor, seen, UNTIL));
        commands.put("reject", actor -> new RequestCommand.Reject(actor, seen, RejectionReason.USE_UNCLEAR, TEXT, UNTIL));
        commands.put("request changes", actor -> new RequestCommand.RequestChanges(actor, seen, TEXT, List.of()));
        commands.put("take a decision back", actor -> new RequestCommand.TakeBack(actor, 3));
        commands.put("declare a conflict", actor -> new RequestCommand.DeclareConflict(actor, "a co-author"));
        commands.put("retract a conflict", RequestCommand.RetractConflict::new);
        return commands;
    }

    @Test
    void theCommittedPageSaysWhatTheRulesDo() throws IOException {
        String page = page();
        if (Boolean.getBoolean("matrix.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        var page = new StringBuilder(
                """
                        # Who may do what to a request, and when

                        Made from `RequestRules` by `RequestMatrixTest`, which compares it with the rules; write it anew with
                        `./mvnw test -Dquick -Dtest=RequestMatrixTest -Dmatrix.write=true` and read the difference before you commit it.
                        A cell names what happens, or the status and reason of the refusal; – where nothing happens and nothing is refused.
                        """);
        BY_PEOPLE.forEach((name, asked) -> {
            head(page, name);
            for (Role role : Role.values()) {
                row(page, role.words, situation -> outcome(situation.position(role.id), asked.by(role.id),
                        facts(role.reviews(), situation == Situation.HELD ? role.id : null, NOW)));
            }
        });
        head(page, "the portal's own");
        row(page, "a ban meets the applicant", situation -> outcome(situation.position(Role.REVIEWER.id),
                new RequestCommand.CloseForBan(Role.STRANGER.id), facts(false, null, NOW)));
        row(page, "the hold is over", situation -> outcome(situation.position(Role.REVIEWER.id), new RequestCommand.EndHold(),
                facts(true, null, NOW.plusSeconds(30))));
        row(page, "long silence after a reminder that arrived", situation -> outcome(situation.position(Role.REVIEWER.id),
                new RequestCommand.Lapse(NOW.minus(Duration.ofDays(91)), NOW.minus(Duration.ofDays(15))),
                facts(false, null, NOW)));
        row(page, "long silence after a reminder that bounced", situation -> outcome(situation.position(Role.REVIEWER.id),
                new RequestCommand.Lapse(NOW.minus(Duration.ofDays(91)), null), facts(false, null, NOW)));
        return page.toString();
    }

    private interface Cell {
        String in(Situation situation);
    }

    private static void head(StringBuilder page, String name) {
        page.append("\n## ").append(name).append("\n\n| |");
        for (Situation situation : Situation.values()) {
            page.append(' ').append(situation.words).append(" |");
        }
        page.append("\n|---|").append("---|".repeat(Situation.values().length)).append('\n');
    }

    private static void row(StringBuilder page, String title, Cell cell) {
        page.append("| ").append(title).append(" |");
        for (Situation situation : Situation.values()) {
            page.append(' ').append(cell.in(situation)).append(" |");
        }
        page.append('\n');
    }

    private static String outcome(Position position, RequestCommand command, Facts facts) {
        return switch (RequestRules.decide(position, command, facts)) {
            case Decision.Decided(var events) -> events.isEmpty() ? "–"
                    : events.stream().map(event -> "**" + event.type().replace("request.", "") + "**")
                            .collect(Collectors.joining(", "));
            case Decision.Refused(var reason) -> Refusals.of(reason).status() + " " + Refusals.of(reason).reason();
        };
    }

    private static Facts facts(boolean reviewer, @Nullable UUID voter, Instant now) {
        var company = new Company(Set.of(Role.MEMBER.id), Set.of(Role.MEMBER.id), Set.of(), 0, RefereeState.CONFIRMED,
                Role.REFEREE.id, List.of());
        List<Ballot> ballots = voter == null ? List.of() : List.of(Ballot.approval(voter, UNTIL));
        return new Facts(now, new Facts.Applicant(true, null, null), TERMS, TERMS,
                new Facts.Policy(1, 90, 30, 1, DecisionRule.VETO, Duration.ZERO, false, Duration.ofDays(90),
                        Duration.ofDays(14)),
                company, new Facts.Panel(reviewer, Set.of(Role.CONFLICTED.id), Set.of(), ballots), DIGEST);
    }

    private static String digest() {
        var facts = new LinkedHashMap<ShownFact, String>();
        for (ShownFact fact : new TreeSet<>(Set.of(ShownFact.values()))) {
            facts.put(fact, "same");
        }
        return FactsDigest.of(facts);
    }
}
