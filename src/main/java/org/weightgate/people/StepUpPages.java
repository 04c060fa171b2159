package org.weightgate.people;

import java.net.URI;
import java.util.UUID;

import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerResponse;

/// Where somebody proves anew that it is them, and from where they return to what they were doing.
@Path(StepUpPages.PATH)
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class StepUpPages {

    static final String PATH = "/step-up";

    private final StepUp stepUp;
    private final CurrentPerson person;
    private final HttpServerResponse answer;

    StepUpPages(StepUp stepUp, CurrentPerson person, HttpServerResponse answer) {
        this.stepUp = stepUp;
        this.person = person;
        this.answer = answer;
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance stepUpDone();

        static native TemplateInstance stepUpMissing(String again);
    }

    @GET
    public Response prove(@RestQuery("return") @Nullable String back, @RestQuery @Nullable UUID kept,
            @CookieParam(StepUpRedirect.TRIED) @Nullable String tried) {
        person.require();
        if (stepUp.isFresh()) {
            answer.addCookie(StepUpRedirect.COOKIE.forget());
            return back == null ? Response.ok(Templates.stepUpDone()).build() : Response.seeOther(page(back, kept)).build();
        }
        if (tried != null) {
            answer.addCookie(StepUpRedirect.COOKIE.forget());
            return Response.status(403).entity(Templates.stepUpMissing(address(back, kept).toString())).build();
        }
        throw new StepUpChallengeException();
    }

    static URI address(@Nullable String back, @Nullable UUID kept) {
        UriBuilder address = UriBuilder.fromPath(PATH);
        if (back != null) {
            address.queryParam("return", "{back}");
        }
        if (kept != null) {
            address.queryParam("kept", kept);
        }
        return back == null ? address.build() : address.build(back);
    }

    private static URI page(String back, @Nullable UUID kept) {
        URI page = LocalPath.of(back).uri();
        return kept == null ? page : UriBuilder.fromUri(page).queryParam("kept", kept).build();
    }
}
