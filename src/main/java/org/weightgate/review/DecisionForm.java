package org.weightgate.review;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import jakarta.ws.rs.core.MultivaluedMap;

import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Question;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RulingText;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

/// The posted decision box.
record DecisionForm(MultivaluedMap<String, String> fields) {

    String key() {
        return text("idempotencyKey");
    }

    Seen seen() {
        return new Seen(FormFields.number(fields, "version"), FormFields.number(fields, "revision"), text("factsDigest"));
    }

    /// The last thing that had happened when the page was made.
    OptionalInt seq() {
        return FormFields.whole(fields, "seq");
    }

    Outcome<Ruling> ruling() {
        for (String shown : List.of("version", "revision", "factsDigest")) {
            if (text(shown).isBlank()) {
                return new Outcome.Refused<>(new Refusal.Unseen(shown));
            }
        }
        if (text("verdict").equals(Verdict.APPROVE.name()) && text("days").isBlank()) {
            return invalid("days", "Say for how many days: a number, 1 or more.");
        }
        return wish();
    }

    /// The ruling, whatever it is about; without a number of days each model's policy says for how many.
    Outcome<Ruling> wish() {
        Optional<Verdict> verdict = named(Verdict.values(), text("verdict"));
        if (verdict.isEmpty()) {
            return invalid("verdict", "Choose what to decide.");
        }
        Optional<Instant> reapplyFrom;
        try {
            reapplyFrom = Optional.of(text("reapplyFrom").strip()).filter(day -> !day.isEmpty())
                    .map(day -> LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException _) {
            return invalid("reapplyFrom", "Write the day as year-month-day, for example 2027-01-31.");
        }
        Integer days = text("days").isBlank() ? null : Integer.valueOf(FormFields.number(fields, "days"));
        if (verdict.get() == Verdict.APPROVE && days != null && days < 1) {
            return invalid("days", "Say for how many days: a number, 1 or more.");
        }
        return new Outcome.Done<>(new Ruling(verdict.get(), null, days,
                named(RejectionReason.values(), text("reasonCode")).orElse(null), text("publicText"),
                reapplyFrom.orElse(null), notes()));
    }

    /// The ruling for several requests: what is missing is missing for all of them, and said once.
    Outcome<Ruling> together() {
        return switch (wish()) {
            case Outcome.Refused<Ruling> refused -> refused;
            case Outcome.Done<Ruling> done when missing(done.value()).isEmpty() -> done;
            case Outcome.Done<Ruling>(var ruling) -> new Outcome.Refused<>(new Refusal.InvalidRuling(missing(ruling)));
        };
    }

    private static List<FieldError> missing(Ruling ruling) {
        var missing = new ArrayList<FieldError>();
        if (ruling.verdict() == Verdict.REJECT && ruling.reason() == null) {
            missing.add(Ruling.REASON_MISSING);
        }
        if (ruling.verdict() != Verdict.APPROVE) {
            RulingText.problem(ruling.publicText()).ifPresent(missing::add);
        }
        return List.copyOf(missing);
    }

    /// One text field per question, named `note.` and the question's id; an empty one is no note.
    private List<FieldNote> notes() {
        return Stream.of(Question.values())
                .map(question -> new FieldNote(question.id(), text("note." + question.id())))
                .filter(note -> !note.text().isBlank()).toList();
    }

    /// What was typed before a fresh sign-in.
    DeskView.Attempt again() {
        return new DeskView.Attempt(text("verdict"), DeskAnswers.typed(fields), Optional.empty(), List.of(), DeskNews.News.NONE,
                true);
    }

    DeskView.Attempt attempt(Refusal reason) {
        List<FieldError> errors = reason instanceof Refusal.InvalidRuling(var invalid) ? invalid : List.of();
        return new DeskView.Attempt(text("verdict"), DeskAnswers.typed(fields),
                errors.isEmpty() ? Optional.of(Refusals.of(reason).detail()) : Optional.empty(), errors);
    }

    /// The view of the queue the reviewer goes on with.
    QueueReader.Asked from() {
        return QueuePages.asked(text("view"), text("model"), text("q"), null);
    }

    private String text(String name) {
        return FormFields.text(fields, name);
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
        return Stream.of(values).filter(value -> value.name().equals(name)).findFirst();
    }

    private static Outcome<Ruling> invalid(String field, String message) {
        return new Outcome.Refused<>(new Refusal.InvalidRuling(List.of(new FieldError(field, message))));
    }
}
