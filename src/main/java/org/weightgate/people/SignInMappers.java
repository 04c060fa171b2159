package org.weightgate.people;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.weightgate.web.ErrorAnswers;
import org.weightgate.web.Problem;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// Nobody signed in: a person is sent to sign in, with what they typed put aside, a program is told. Signed in but not allowed:
/// both are told.
class SignInMappers {

    private static final int LONGEST = 512 * 1024;
    private static final int MOST_FIELDS = 500;
    private static final long PATIENCE_MILLIS = 60_000;

    private final ErrorAnswers answers;
    private final SignedOutForms forms;

    SignInMappers(ErrorAnswers answers, SignedOutForms forms) {
        this.answers = answers;
        this.forms = forms;
    }

    @ServerExceptionMapper(UnauthorizedException.class)
    Uni<Response> anonymous(RoutingContext context) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        if (ErrorAnswers.forProgram(context.request()) || authenticator == null) {
            return Uni.createFrom().item(unauthorized(context));
        }
        if (SignedOutForms.isForm(context.request())) {
            return putAside(context);
        }
        return authenticator.getChallenge(context)
                .map(challenge -> challenge == null ? unauthorized(context) : challenge(challenge));
    }

    @ServerExceptionMapper(AuthenticationFailedException.class)
    Response failed(RoutingContext context) {
        return unauthorized(context);
    }

    @ServerExceptionMapper(ForbiddenException.class)
    Response forbidden(RoutingContext context) {
        return answers.answer(Problem.of(403, "forbidden", "Your account is not allowed to do this."), context);
    }

    /// Whoever is not signed in is turned away before their form is read.
    private Uni<Response> putAside(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        if (request.isEnded() || length(request) > LONGEST || !forms.mayKeep(context, path)) {
            return Uni.createFrom().item(forms.answer(context, path, Optional.empty()));
        }
        long patience = context.vertx().setTimer(PATIENCE_MILLIS, _ -> request.connection().close());
        Future<Optional<String>> key = request.body().onComplete(_ -> context.vertx().cancelTimer(patience))
                .compose(body -> context.vertx().executeBlocking(() -> forms.keep(context, path, fields(body)), false));
        request.resume();
        return Uni.createFrom().completionStage(key.toCompletionStage()).map(kept -> forms.answer(context, path, kept));
    }

    /// Without a length it may be endless.
    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("[0-9]{1,9}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }

    private static MultivaluedMap<String, String> fields(Buffer body) {
        var fields = new MultivaluedHashMap<String, String>();
        try {
            new QueryStringDecoder(body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                    .parameters().forEach(fields::put);
        } catch (IllegalArgumentException _) {
            // what is no form is kept as an empty one: its sender comes back to the page
        }
        return fields;
    }

    private Response unauthorized(RoutingContext context) {
        return Response.fromResponse(answers.answer(
                Problem.of(401, "sign-in-required", "Sign in, or send a valid access token."), context))
                .header("WWW-Authenticate", "Bearer").build();
    }

    static Response challenge(ChallengeData challenge) {
        var response = Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> response.header(name.toString(), value));
        return response.build();
    }
}
