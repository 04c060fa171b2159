package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.Valid;
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
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// Bans for programs: everywhere, or on the one model that is named.
@Path("/api/v1/bans")
@Authenticated
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
class BanApi {

    private final BanDesk desk;

    BanApi(BanDesk desk) {
        this.desk = desk;
    }

    /// `until` is the last day, as year-month-day.
    record New(@NotBlank String kind, @NotBlank @Size(max = 400) String who, @Nullable String model,
            @NotBlank @Size(max = BanForm.LONGEST_REASON) String reason, @Nullable String until) {

        BanForm form() {
            return new BanForm(kind.toLowerCase(Locale.ROOT), who, reason, until == null ? "" : until, List.of());
        }
    }

    record Placed(UUID id, String kind, String who, String where, String reason, @Nullable Instant until, Instant placedAt,
            String state) {

        static Placed of(BanRow row) {
            return new Placed(row.id(), row.kind(), row.shown(), row.where(), row.reason(), row.until(), row.placedAt(),
                    row.state());
        }
    }

    record Page(List<Placed> bans, @Nullable UUID next) {
    }

    @GET
    public Page list(@RestQuery @Nullable String model, @RestQuery @Nullable UUID after) {
        BanList list = desk.list(model(model), Optional.ofNullable(after), BanForm.EMPTY);
        return new Page(list.rows().stream().map(Placed::of).toList(), list.next());
    }

    @POST
    @Path("preview")
    @Consumes(MediaType.APPLICATION_JSON)
    public BanPreview preview(@Valid @NotNull New ban) {
        return desk.preview(model(ban.model()), ban.form());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response place(@HeaderParam("Idempotency-Key") @DefaultValue("") String key, @Valid @NotNull New ban) {
        Model model = model(ban.model());
        UUID id = desk.place(model, ban.form(), key).id();
        return Response.status(201).entity(Placed.of(desk.row(model, id))).build();
    }

    @POST
    @Path("{id}/lift")
    public Placed lift(@RestPath UUID id, @RestQuery @Nullable String model,
            @HeaderParam("Idempotency-Key") @DefaultValue("") String key) {
        Model on = model(model);
        desk.lift(on, id, key);
        return Placed.of(desk.row(on, id));
    }

    private @Nullable Model model(@Nullable String fullName) {
        if (fullName == null) {
            desk.requireAdministrator();
            return null;
        }
        String[] parts = fullName.split("/", -1);
        if (parts.length != 2) {
            throw ProblemException.notFound("There is no model of this name.");
        }
        return desk.requireModel(parts[0], parts[1]);
    }
}
