package org.weightgate.people;

import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerResponse;

/// Sends somebody to sign in once more, and brings them back.
@Path(FreshSignInPages.PATH)
@Authenticated
@SessionOnly
class FreshSignInPages {

    static final String PATH = "/sign-in-again";

    private final FreshSignIn fresh;
    private final HttpServerResponse answer;

    FreshSignInPages(FreshSignIn fresh, HttpServerResponse answer) {
        this.fresh = fresh;
        this.answer = answer;
    }

    @GET
    public Response again(@RestQuery("return") @Nullable String back,
            @CookieParam(FreshSignInRedirect.TRIED) @Nullable String tried) {
        if (fresh.isFresh()) {
            answer.addCookie(FreshSignInRedirect.COOKIE.forget());
            return Response.seeOther(LocalPath.of(back).uri()).build();
        }
        if (tried != null) {
            answer.addCookie(FreshSignInRedirect.COOKIE.forget());
            throw new ProblemException(403, "sign-in-not-fresh",
                    "The sign-in service did not ask you again. Sign out, sign in, and come back within ten minutes.");
        }
        throw new StepUpChallengeException();
    }
}
