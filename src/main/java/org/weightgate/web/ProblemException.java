package org.weightgate.web;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// A refusal on its way to the caller: problem+json for programs, a page for people. Never carries a secret.
public class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final transient List<Problem.FieldError> errors;
    private final transient List<Problem.Change> changes;
    private final @Nullable String link;
    private final @Nullable Duration wait;

    /// `reason` is a stable word like `pending`; `detail` a sentence that says what to do next.
    public ProblemException(int status, String reason, String detail) {
        this(status, reason, detail, List.of());
    }

    /// With what is wrong, or has changed, one by one.
    public ProblemException(int status, String reason, String detail, List<Problem.FieldError> errors) {
        this(status, reason, detail, errors, List.of());
    }

    public ProblemException(int status, String reason, String detail, List<Problem.FieldError> errors,
            List<Problem.Change> changes) {
        this(status, reason, detail, errors, changes, null, null);
    }

    private ProblemException(int status, String reason, String detail, List<Problem.FieldError> errors,
            List<Problem.Change> changes, @Nullable String link, @Nullable Duration wait) {
        super(detail);
        this.status = status;
        this.reason = reason;
        this.errors = List.copyOf(errors);
        this.changes = List.copyOf(changes);
        this.link = link;
        this.wait = wait;
    }

    /// With the address in `detail` that a page makes a link of.
    public static ProblemException linking(int status, String reason, String detail, String link) {
        return new ProblemException(status, reason, detail, List.of(), List.of(), link, null);
    }

    /// The same, and how long to wait before asking again.
    public ProblemException after(Duration wait) {
        return new ProblemException(status, reason, String.valueOf(getMessage()), errors, changes, link, wait);
    }

    /// For whoever may not know that there is one, too.
    public static ProblemException noSuchPage() {
        return notFound("There is no such page.");
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(404, "not-found", detail);
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    /// In whole seconds, if a wait helps.
    Optional<Long> retryAfter() {
        return Optional.ofNullable(wait).map(left -> Math.max(1, left.plusMillis(999).toSeconds()));
    }

    public Problem problem() {
        return Problem.of(status, reason, String.valueOf(getMessage())).withErrors(errors).withChanges(changes)
                .withLink(link);
    }
}
