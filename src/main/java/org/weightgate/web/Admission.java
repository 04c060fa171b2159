package org.weightgate.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// Bounds how much is under way at once. What comes beyond that is told at once to come again soon: nothing has been done with
/// it, which is better than a wait that ends in an error nobody can read. In front of a room that is full before the portal is
/// they wait in a [Line].
@Singleton
class Admission {

    private static final int AFTER_HEADERS = 900;
    static final Problem BUSY = Problem.of(503, "busy",
            "More people are here than this portal can serve at once. Nothing was done with what you sent. Try again in a"
                    + " minute; in a browser, go back first: what you typed is still there.");

    private static final Pattern FREE = Pattern.compile("/q/.*|/weightgate\\.(css|js)|/favicon\\.svg");
    private static final String JSON = BUSY.json();

    private final int most;
    private final List<Line> lines;
    private final ComeAgain again;
    private final Function<RoutingContext, String> page;
    private final AtomicInteger underWay = new AtomicInteger();

    @Inject
    Admission(AdmissionConfig config, @Any Instance<Doorkeeper> rooms, ComeAgain again, ErrorAnswers answers) {
        this(config.underWay(), rooms.stream().map(Line::new).toList(), again,
                context -> answers.busy(BUSY, ErrorAnswers.here(context.request())));
    }

    Admission(int most, List<Line> lines, ComeAgain again, Function<RoutingContext, String> page) {
        this.most = most;
        this.lines = lines;
        this.again = again;
        this.page = page;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, AFTER_HEADERS);
    }

    /// Health checks always get through, because a busy portal is alive, and so does what the page that says so looks like.
    void admit(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        if (FREE.matcher(path).matches()) {
            context.next();
        } else {
            String method = context.request().method().name();
            lines.stream().filter(line -> line.leadsTo(method, path)).findFirst()
                    .ifPresentOrElse(line -> line.join(new Caller(context), context.vertx()), () -> enter(context));
        }
    }

    private void enter(RoutingContext context) {
        if (underWay.incrementAndGet() > most && most > 0) {
            underWay.decrementAndGet();
            refuse(context);
        } else {
            context.addEndHandler(_ -> ended(context));
            context.next();
        }
    }

    /// Goes on where it came in, because a connection belongs to one event loop.
    private final class Caller implements Line.Visitor {

        private final RoutingContext request;
        private final Context loop;

        Caller(RoutingContext request) {
            this.request = request;
            this.loop = request.vertx().getOrCreateContext();
        }

        @Override
        public void enter() {
            loop.runOnContext(_ -> Admission.this.enter(request));
        }

        @Override
        public void turnAway() {
            loop.runOnContext(_ -> refuse(request));
        }

        @Override
        public boolean isGone() {
            return request.response().closed();
        }
    }

    private void ended(RoutingContext context) {
        underWay.decrementAndGet();
        if (context.response().getStatusCode() != BUSY.status()) {
            again.served();
        }
    }

    private void refuse(RoutingContext context) {
        HttpServerResponse response = context.response().setStatusCode(503)
                .putHeader("Retry-After", Integer.toString(again.turnedAway()))
                .putHeader("Cache-Control", "no-store");
        if (ErrorAnswers.forProgram(context.request())) {
            response.putHeader("Content-Type", Problem.MEDIA_TYPE).end(JSON);
        } else {
            response.putHeader("Content-Type", "text/html;charset=UTF-8").end(page.apply(context));
        }
    }
}
