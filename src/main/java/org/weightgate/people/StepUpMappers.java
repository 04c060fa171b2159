package org.weightgate.people;

import java.net.URI;
import java.util.Objects;
import java.util.UUID;

import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.weightgate.web.ErrorAnswers;

import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/// Sends a person whose sign-in is not fresh enough to sign in again, and brings them back to what they had typed.
class StepUpMappers {

    private final ErrorAnswers answers;
    private final KeptForms kept;
    private final TypedForm typed;
    private final CurrentPerson person;

    StepUpMappers(ErrorAnswers answers, KeptForms kept, TypedForm typed, CurrentPerson person) {
        this.answers = answers;
        this.kept = kept;
        this.typed = typed;
        this.person = person;
    }

    @ServerExceptionMapper
    Response needed(StepUpNeededException needed, RoutingContext context) {
        if (ErrorAnswers.forProgram(context.request())) {
            return answers.answer(needed.problem(), context);
        }
        String path = context.normalizedPath();
        boolean sent = !"GET".equals(context.request().method().name());
        UUID form = typed.fields().flatMap(fields -> kept.keep(person.require().id(), path, fields)).orElse(null);
        if (sent && form == null) {
            return answers.answer(needed.problem(), context);
        }
        URI address = StepUpPages.address(sent ? path : context.request().uri(), form);
        return context.request().getHeader("HX-Request") == null ? Response.seeOther(address).build()
                : Response.noContent().header("HX-Redirect", address.toString()).build();
    }

    @ServerExceptionMapper
    Uni<Response> challenge(StepUpChallengeException challenge, RoutingContext context) {
        HttpAuthenticator authenticator = Objects.requireNonNull(context.get(HttpAuthenticator.class.getName()));
        return authenticator.getChallenge(context).map(SignInMappers::challenge);
    }
}
