package org.weightgate.web;

import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

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

    private void refuse(RoutingContext context) {
        Problem problem = Problem.of(413, "too-large", "What was sent is larger than the " + most / MIB
                + " MiB this portal takes at once. Nothing was done with it. In a browser, go back: what you typed is still there;"
                + " choose a smaller file and send it again.");
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
