package org.weightgate.people;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// A person's access tokens: make one, see it once, take it back.
@Path("/tokens")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class TokenPages {

    private static final int SHOWN = 100;

    private final AccessTokens tokens;
    private final CurrentPerson person;
    private final TokenConfig config;
    private final StepUp stepUp;

    TokenPages(AccessTokens tokens, CurrentPerson person, TokenConfig config, StepUp stepUp) {
        this.tokens = tokens;
        this.person = person;
        this.config = config;
        this.stepUp = stepUp;
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance tokens(List<TokenRow> rows, @Nullable UUID older, Set<Scope> possible, TokenForm form,
                List<FieldError> errors, int longestDays, String secret);
    }

    @GET
    public TemplateInstance list(@RestQuery @Nullable UUID after) {
        return page(TokenForm.EMPTY, List.of(), "", Optional.ofNullable(after));
    }

    /// Answers with the page itself, not a redirect: the secret is shown this once and kept nowhere.
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response make(@RestForm @Nullable String name, @RestForm @Nullable List<String> scopes,
            @RestForm @Nullable String days) {
        Person owner = person.require();
        TokenForm form = TokenForm.of(name, scopes, days);
        List<FieldError> errors = form.errors(Scopes.within(owner), config.longestDays());
        if (!errors.isEmpty()) {
            return Response.status(422).entity(page(form, errors, "", Optional.empty())).build();
        }
        var issued = tokens.issue(owner.id(), form.name(), form.chosen(), Duration.ofDays(form.life().orElse(1)),
                stepUp.isFresh());
        return Response.ok(page(TokenForm.EMPTY, List.of(), issued.secret(), Optional.empty())).build();
    }

    @POST
    @Path("{id}/revoke")
    public Response revoke(@RestPath UUID id) {
        if (!tokens.revoke(person.require().id(), id)) {
            throw ProblemException.notFound("You have no such token.");
        }
        return Response.seeOther(URI.create("/tokens")).build();
    }

    private TemplateInstance page(TokenForm form, List<FieldError> errors, String secret, Optional<UUID> before) {
        Person owner = person.require();
        List<TokenRow> rows = tokens.of(owner.id(), before, SHOWN + 1);
        List<TokenRow> shown = rows.subList(0, Math.min(rows.size(), SHOWN));
        return Templates.tokens(shown, rows.size() > SHOWN ? shown.getLast().id() : null, Scopes.within(owner), form, errors,
                config.longestDays(), secret);
    }
}
