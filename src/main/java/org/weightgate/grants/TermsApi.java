package org.weightgate.grants;

import java.time.Instant;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PlainText;

import io.quarkus.security.Authenticated;

/// The terms of a model for programs: read, published by the owner, accepted by a holder.
@Path("/api/v1/models/{namespace}/{name}/terms")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
class TermsApi {

    private final Models models;
    private final TermsDesk desk;

    TermsApi(Models models, TermsDesk desk) {
        this.models = models;
        this.desk = desk;
    }

    record New(@NotBlank @Size(max = 200) String title, @NotBlank @Size(max = 200_000) String body, boolean mustAccept,
            @Nullable @Min(0) @Max(365) Integer graceDays, @Nullable Integer replaces) {

        New {
            title = title == null ? "" : PlainText.oneLine(title);
            body = body == null ? "" : PlainText.lines(body);
        }
    }

    record Acceptance(int version, @NotNull String sha256) {
    }

    record Published(int version, String sha256, boolean mustAccept, @Nullable Instant graceEndsAt) {

        static Published of(TermsVersion terms) {
            return new Published(terms.version(), terms.sha256(), terms.mustAccept(), terms.graceEndsAt().orElse(null));
        }
    }

    record Mine(int version, String title, String body, String sha256, int acceptedVersion, boolean mustAccept,
            @Nullable Instant deadline) {

        static Mine of(TermsView view) {
            return new Mine(view.version(), view.title(), view.body(), view.sha256(), view.before(),
                    view.asked() && view.deadline() != null, view.deadline());
        }
    }

    @GET
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public Mine read(@RestPath String namespace, @RestPath String name) {
        return Mine.of(desk.view(models.require(namespace, name)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @NeedsScope(Scope.PUBLISH)
    public Published publish(@RestPath String namespace, @RestPath String name,
            @HeaderParam("Idempotency-Key") @DefaultValue("") String key, @Valid @NotNull New terms) {
        Model model = models.require(namespace, name);
        return Published.of(desk.publish(model, terms.title(), terms.body(), terms.mustAccept(), terms.graceDays(),
                terms.replaces(), key));
    }

    @POST
    @Path("acceptance")
    @Consumes(MediaType.APPLICATION_JSON)
    @NeedsScope(Scope.APPLY)
    public GrantView accept(@RestPath String namespace, @RestPath String name, @Valid @NotNull Acceptance accepted) {
        return desk.accept(models.require(namespace, name), accepted.version(), accepted.sha256());
    }
}
