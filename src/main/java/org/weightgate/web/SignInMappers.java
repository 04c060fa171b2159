package org.weightgate.web;

import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/// Nobody signed in: a person is sent to sign in, a program is told. Signed in but not allowed: both are told.
class SignInMappers {

    private final ErrorAnswers answers;

    SignInMappers(ErrorAnswers answers) {
        this.answers = answers;
    }

    @ServerExceptionMapper(UnauthorizedException.class)
    Uni<Response> anonymous(RoutingContext context) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        if (ErrorAnswers.forProgram(context.request()) || authenticator == null) {
            return Uni.createFrom().item(unauthorized(context));
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

    private Response unauthorized(RoutingContext context) {
        return Response.fromResponse(answers.answer(
                Problem.of(401, "sign-in-required", "Sign in, or send a valid access token."), context))
                .header("WWW-Authenticate", "Bearer").build();
    }

    private static Response challenge(ChallengeData challenge) {
        var response = Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> response.header(name.toString(), value));
        return response.build();
    }
}
