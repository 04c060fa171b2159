package org.weightgate.web;

import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;
import org.jspecify.annotations.Nullable;

import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// Says so to whoever sends more than the portal takes, where Quarkus would hang up with nothing but the number 413.
@Singleton
class SizeLimit {

    private static final int AFTER_ADMISSION = 850;
    private static final long MIB = 1024 * 1024;
    /// A browser reads an answer only when it has sent everything, so that much is taken and thrown away.
    private static final long THROWN_AWAY = 64 * MIB;
    private static final long PATIENCE_MILLIS = 60_000;

    private final long most;
    private final ErrorAnswers answers;

    SizeLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") Optional<MemorySize> most, ErrorAnswers answers) {
        this.most = most.map(MemorySize::asLongValue).orElse(Long.MAX_VALUE);
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, AFTER_ADMISSION);
    }

    private void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        long length = length(request.getHeader("Content-Length"));
        if (length <= most) {
            context.next();
        } else if (length > THROWN_AWAY) {
            context.response().putHeader("Connection", "close").endHandler(_ -> request.connection().close());
            refuse(context);
        } else {
            long patience = context.vertx().setTimer(PATIENCE_MILLIS, _ -> request.connection().close());
            request.handler(_ -> {
            });
            request.endHandler(_ -> {
                context.vertx().cancelTimer(patience);
                refuse(context);
            });
            request.resume();
        }
    }

    /// A body that did not say its size is measured as it is read.
    @ServerRequestFilter
    void measure(ResteasyReactiveContainerRequestContext request, RoutingContext context) {
        var answered = (ResteasyReactiveRequestContext) request.getServerRequestContext();
        request.setEntityStream(new SentBody(() -> {
            // Quarkus would count too, and hang up without a word
            context.remove(VertxInputStream.MAX_REQUEST_SIZE_KEY);
            return answered.serverRequest().createInputStream();
        }, most, THROWN_AWAY, PATIENCE_MILLIS));
    }

    @ServerExceptionMapper
    Response tooLarge(SentBody.TooLargeException refused, RoutingContext context) {
        context.addEndHandler(_ -> context.request().connection().close());
        return Response.fromResponse(answers.answer(problem(), context)).header("Connection", "close").build();
    }

    /// Nobody is left to read this; it is no fault of the portal.
    @ServerExceptionMapper
    Response cutShort(SentBody.CutShortException cut, RoutingContext context) {
        Log.debugf("%s at %s: %s", context.request().method(), context.request().path(), cut.getMessage());
        return answers.answer(Problem.of(400, "bad-request", "Not all of the body arrived."), context);
    }

    private Problem problem() {
        return Problem.of(413, "too-large", "What was sent is larger than the " + most / MIB
                + " MiB this portal takes at once. Nothing was done with it. In a browser, go back: what you typed is still there;"
                + " choose a smaller file and send it again.");
    }

    private void refuse(RoutingContext context) {
        Problem problem = problem();
        HttpServerResponse response = context.response().setStatusCode(problem.status())
                .putHeader("Cache-Control", "no-store");
        if (ErrorAnswers.forProgram(context.request())) {
            response.putHeader("Content-Type", Problem.MEDIA_TYPE).end(problem.json());
        } else {
            response.putHeader("Content-Type", "text/html;charset=UTF-8").end(answers.busy(problem, ""));
        }
    }

    /// What is no number is refused elsewhere.
    private static long length(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,18}") ? Long.parseLong(header) : 0;
    }
}
