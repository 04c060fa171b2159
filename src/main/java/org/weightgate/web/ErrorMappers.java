package org.weightgate.web;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.persistence.OptimisticLockException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.weightgate.web.Problem.FieldError;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;

/// Every exception that reaches the edge becomes one of our answers; what went wrong inside stays in the log.
class ErrorMappers {

    private static final Problem PERHAPS_DONE = Problem.of(503, "busy",
            "More people are here than this portal can serve at once, and not all of what you sent may have been done. In a"
                    + " minute look how it stands, before you send it again; in a browser, going back keeps what you typed.");

    private static final Problem UNREADABLE_FORM = Problem.of(400, "unreadable",
            "What was sent is no form that can be read: it has too many fields, or does not end as a form does.");
    private static final String FORM_READER = "org.jboss.resteasy.reactive.server.core.multipart.";

    private final ErrorAnswers answers;
    private final ComeAgain again;

    ErrorMappers(ErrorAnswers answers, ComeAgain again) {
        this.answers = answers;
        this.again = again;
    }

    @ServerExceptionMapper
    Response refused(ProblemException refusal, RoutingContext context) {
        Response answer = answers.answer(refusal.problem(), context);
        return refusal.retryAfter()
                .map(seconds -> Response.fromResponse(answer).header(HttpHeaders.RETRY_AFTER, seconds).build())
                .orElse(answer);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException invalid, RoutingContext context) {
        List<FieldError> errors = invalid.getConstraintViolations().stream().map(ErrorMappers::fieldError)
                .sorted((one, other) -> one.field().compareTo(other.field())).toList();
        return answers.answer(
                Problem.of(400, "invalid", "Some of what was sent cannot be accepted.").withErrors(errors), context);
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException unreadable, RoutingContext context) {
        String place = unreadable.getLocation() == null ? ""
                : " (line " + unreadable.getLocation().getLineNr() + ", column " + unreadable.getLocation().getColumnNr() + ")";
        return answers.answer(Problem.of(400, "unreadable", "The body is not the JSON this address expects" + place + "."),
                context);
    }

    /// Without a mapper of our own Quarkus answers this one itself, with nothing.
    @ServerExceptionMapper
    Response unfitting(MismatchedInputException unfitting, RoutingContext context) {
        Problem problem = Problem.of(400, "unreadable", "The body is JSON, but not of the shape this address expects.");
        String field = unfitting.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
        return answers.answer(field.isEmpty() ? problem
                : problem.withErrors(List.of(new FieldError(PlainText.oneLine(field), "has another type"))), context);
    }

    @ServerExceptionMapper
    Response unreadable(QueryValues.UnreadableException unreadable, RoutingContext context) {
        return answers.answer(Problem.of(400, "bad-request", String.valueOf(unreadable.getMessage())), context);
    }

    @ServerExceptionMapper
    Response outdated(OptimisticLockException outdated, RoutingContext context) {
        return answers.answer(Problem.of(409, "changed-meanwhile", "Someone else changed this while you were looking at it."),
                context);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException http, RoutingContext context) {
        Response given = http.getResponse();
        if (given.hasEntity() || given.getStatus() < 400) {
            return given;
        }
        if (given.getStatus() >= 500) {
            return failed(http, context);
        }
        if (http.getCause() instanceof JsonProcessingException unreadable) {
            return unreadable(unreadable, context);
        }
        var answer = answers.answer(Problem.of(given.getStatus(), reason(given.getStatus()), sentence(given.getStatus())),
                context);
        String allow = given.getHeaderString("Allow");
        return allow == null ? answer : Response.fromResponse(answer).header("Allow", allow).build();
    }

    @ServerExceptionMapper
    Response failed(Throwable failure, RoutingContext context) {
        // mostly the first step got no connection to the database, but some answers take several
        if (NoConnection.isCauseOf(failure)) {
            return busy("GET".equals(context.request().method().name()) ? Admission.BUSY : PERHAPS_DONE, context);
        }
        if (isOfTheFormReader(failure)) {
            return answers.answer(UNREADABLE_FORM, context);
        }
        String incident = answers.newIncident();
        // a long part of an address may be a key that opens something
        String path = String.valueOf(context.request().path()).replaceAll("[A-Za-z0-9_-]{60,}", "...");
        Log.errorf(failure, "incident %s at %s", incident, path);
        return answers.answer(Problem.of(500, "unexpected", "Something went wrong on our side.").withIncident(incident),
                context);
    }

    /// Quarkus has no exception of its own for a form with too many fields, or one that does not end.
    private static boolean isOfTheFormReader(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(FORM_READER);
    }

    private Response busy(Problem busy, RoutingContext context) {
        Response answer = ErrorAnswers.forProgram(context.request())
                ? answers.answer(busy, context)
                : Response.status(busy.status()).type(MediaType.TEXT_HTML + ";charset=UTF-8")
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .entity(answers.busy(busy, ErrorAnswers.here(context.request()))).build();
        return Response.fromResponse(answer).header(HttpHeaders.RETRY_AFTER, again.turnedAway()).build();
    }

    private static FieldError fieldError(ConstraintViolation<?> violation) {
        String field = "";
        for (Path.Node node : violation.getPropertyPath()) {
            field = String.valueOf(node.getName());
        }
        return new FieldError(field, violation.getMessage());
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "bad-request";
            case 401 -> "sign-in-required";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            default -> "http-" + status;
        };
    }

    private static String sentence(int status) {
        return switch (status) {
            case 404 -> "Nothing is at this address, or it is not for you to see.";
            case 405 -> "This address does not accept that method.";
            case 413 -> "What was sent is larger than this address accepts.";
            case 415 -> "What was sent is in a format this address does not read.";
            default -> "The request could not be carried out as it was sent.";
        };
    }
}
