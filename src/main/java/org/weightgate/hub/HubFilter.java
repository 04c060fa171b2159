package org.weightgate.hub;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.web.Network;
import org.weightgate.web.Problem;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vertx.core.http.HttpServerRequest;

/// What every answer to a Hugging Face client carries: the request's id, how much more may be asked, and errors in the headers
/// and the member their clients read.
class HubFilter {

    static final String WARNING = "X-HF-Warning";

    private static final String BUDGET = "weightgate.hub.budget";
    private static final Pattern QUESTIONS = Pattern.compile("/?api/(models|whoami-v2|datasets|spaces)(/.*)?");
    private static final Pattern FILES = Pattern.compile("/?((datasets|spaces)/)?[^/]+/[^/]+/(resolve|raw)/.*");
    private static final Pattern NO_MODELS = Pattern.compile("/?(api/)?(datasets|spaces)/.+");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9=;:._/-]{1,128}");
    private static final int LONGEST_HEADER = 900;
    /// Those of the method cannot be asked for where no method takes what was sent.
    private static final Annotation[] NONE = {};

    private final RateLimiter limiter;
    private final CurrentPerson current;

    HubFilter(RateLimiter limiter, CurrentPerson current) {
        this.limiter = limiter;
        this.current = current;
    }

    record HubProblem(@JsonUnwrapped Problem problem, String error) {
    }

    record HubError(String error) {
    }

    @ServerRequestFilter
    Optional<Response> limit(ContainerRequestContext request, HttpServerRequest http) {
        Optional<RateLimiter.Kind> kind = kind(request);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        RateLimiter.Budget budget = limiter.take(kind.get(), caller(http));
        request.setProperty(BUDGET, budget);
        if (budget.left() >= 0) {
            return Optional.empty();
        }
        return Optional.of(Response.status(429).type(MediaType.APPLICATION_JSON).header("Retry-After", budget.secondsLeft())
                .entity(new HubError("Too many requests: go on in " + budget.secondsLeft() + " s.")).build());
    }

    @ServerExceptionMapper
    Response refused(HubException refusal) {
        var answer = Response.status(refusal.status()).type(MediaType.APPLICATION_JSON)
                .header("X-Error-Message", header(refusal.message())).entity(new HubError(refusal.message()));
        if (refusal.code() != null) {
            answer.header("X-Error-Code", refusal.code());
        }
        if (refusal.commit() != null) {
            answer.header("X-Repo-Commit", refusal.commit());
        }
        if (refusal.retryAfter() != null) {
            answer.header("Retry-After", refusal.retryAfter().toSeconds() + 1);
        }
        if (refusal.warns()) {
            answer.header(WARNING, "access; " + header(refusal.message()));
        }
        return answer.build();
    }

    @ServerResponseFilter
    void describe(ContainerRequestContext request, ContainerResponseContext response) {
        Optional<RateLimiter.Kind> kind = kind(request);
        if (kind.isEmpty()) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        String id = requestId(request);
        headers.putSingle("X-Request-Id", id);
        headers.putSingle("X-Amzn-Trace-Id", id);
        if (request.getProperty(BUDGET) instanceof RateLimiter.Budget budget) {
            headers.putSingle("RateLimit", told(budget, response).header());
            headers.putSingle("RateLimit-Policy", budget.policy());
        }
        if (headers.getFirst(WARNING) instanceof String warning) {
            headers.putSingle(WARNING, header(warning));
        }
        if (response.getStatus() >= 400 && response.getEntity() instanceof Problem problem) {
            explain(problem, request, response);
        }
        if (response.getStatus() >= 400 && request.getMethod().equals("HEAD")) {
            // npm's client reads JSON where an answer says that it is JSON, and an answer to HEAD has no body
            response.setEntity(null, NONE, MediaType.TEXT_PLAIN_TYPE);
            headers.putSingle("Content-Type", MediaType.TEXT_PLAIN);
        }
    }

    /// Clients wait as long as this header says and do not look at `Retry-After`.
    private static RateLimiter.Budget told(RateLimiter.Budget budget, ContainerResponseContext response) {
        String wait = response.getStatus() == 429 ? response.getHeaderString("Retry-After") : null;
        return wait == null ? budget : budget.waiting(Long.parseLong(wait));
    }

    /// Errors of the rooms behind, in this surface's form.
    private void explain(Problem problem, ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        boolean other = response.getStatus() == 404 && NO_MODELS.matcher(path).matches();
        String message = other ? "There are models here, and no datasets or spaces." : problem.detail();
        response.getHeaders().putSingle("X-Error-Message", header(message));
        if (other) {
            response.getHeaders().putSingle("X-Error-Code", "RepoNotFound");
        }
        if (FILES.matcher(path).matches() && problem.reason().equals("insufficient-scope")) {
            response.getHeaders().putSingle("X-Error-Code", "GatedRepo");
            response.getHeaders().putSingle(WARNING, "access; " + header(message));
        }
        response.setEntity(new HubProblem(problem, message), NONE, MediaType.APPLICATION_JSON_TYPE);
    }

    private String caller(HttpServerRequest http) {
        return current.find().map(person -> "person " + person.id()).orElseGet(() -> "address " + Network.sender(http));
    }

    private static Optional<RateLimiter.Kind> kind(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (QUESTIONS.matcher(path).matches()) {
            return Optional.of(RateLimiter.Kind.API);
        }
        return FILES.matcher(path).matches() ? Optional.of(RateLimiter.Kind.RESOLVERS) : Optional.empty();
    }

    private static String requestId(ContainerRequestContext request) {
        for (String name : List.of("X-Amzn-Trace-Id", "X-Request-Id")) {
            @Nullable
            String given = request.getHeaderString(name);
            if (given != null && REQUEST_ID.matcher(given).matches()) {
                return given;
            }
        }
        return UUID.randomUUID().toString();
    }

    /// One line of plain characters: what people wrote must not become a header of its own.
    static String header(String text) {
        var line = new StringBuilder();
        text.codePoints().limit(LONGEST_HEADER).forEach(character -> line.append(switch (character) {
            case 0x2018, 0x2019 -> "'";
            case 0x201C, 0x201D -> "\"";
            case 0x2013, 0x2014 -> "-";
            default -> character >= 0x20 && character < 0x7F ? Character.toString(character)
                    : Character.isWhitespace(character) || Character.isISOControl(character) ? " " : "?";
        }));
        return line.toString();
    }
}
