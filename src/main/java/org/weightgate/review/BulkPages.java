package org.weightgate.review;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.people.StepUp;
import org.weightgate.people.TypedForm;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.web.FormFields;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Deciding about several requests: tick, see what each would get, decide, see what each got.
@Path("/review/bulk")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class BulkPages {

    private static final int UNPROCESSABLE = 422;
    private static final String DECIDE = "/review/bulk/decide";

    private final CurrentPerson viewer;
    private final BulkDesk bulk;
    private final KeptForms kept;
    private final TypedForm typed;
    private final StepUp stepUp;

    BulkPages(CurrentPerson viewer, BulkDesk bulk, KeptForms kept, TypedForm typed, StepUp stepUp) {
        this.viewer = viewer;
        this.bulk = bulk;
        this.kept = kept;
        this.typed = typed;
        this.stepUp = stepUp;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance bulk(BulkView bulk);
    }

    /// Where a reviewer comes back to from their second factor: the preview again, as things are now.
    @GET
    @Path("decide")
    @Consumes(MediaType.WILDCARD)
    public Response again(@QueryParam("kept") @Nullable UUID form) {
        return kept.of(viewer.require(), DECIDE, form).map(fields -> preview(fields, stepUp.isFresh()))
                .orElseGet(() -> Response.seeOther(URI.create("/review")).build());
    }

    @POST
    public Response preview(MultivaluedMap<String, String> fields) {
        return preview(fields, false);
    }

    private Response preview(MultivaluedMap<String, String> fields, boolean fresh) {
        var form = new DecisionForm(fields);
        boolean justTicked = FormFields.text(fields, "shown").isEmpty() && FormFields.text(fields, "verdict").isEmpty();
        if (justTicked) {
            return Response
                    .ok(page(fields, bulk.preview(viewer.require(), ticked(fields), Optional.empty()), false, false, false,
                            Optional.empty()))
                    .build();
        }
        return switch (form.together()) {
            case Outcome.Refused<Ruling>(var reason) -> sentBack(fields, reason);
            case Outcome.Done<Ruling>(var ruling) -> Response.ok(page(fields,
                    bulk.preview(viewer.require(), ticked(fields), Optional.of(ruling)), true, false, fresh, Optional.empty()))
                    .build();
        };
    }

    @POST
    @Path("decide")
    public Response decide(MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        String key = FormFields.text(fields, "idempotencyKey");
        List<BulkDesk.Chosen> chosen = fields.getOrDefault("seen", List.of()).stream().map(BulkDesk.Chosen::parse)
                .flatMap(Optional::stream).toList();
        return switch (new DecisionForm(fields).together()) {
            case Outcome.Refused<Ruling>(var reason) -> sentBack(fields, reason);
            case Outcome.Done<Ruling>(var ruling) -> decide(fields, key, chosen, ruling);
        };
    }

    private Response decide(MultivaluedMap<String, String> fields, String key, List<BulkDesk.Chosen> chosen, Ruling ruling) {
        Person reviewer = viewer.require();
        bulk.requireStepUp(reviewer, chosen);
        var items = new ArrayList<>(bulk.decide(reviewer, key, chosen, ruling));
        items.addAll(bulk.passedOver(reviewer, ids(fields.getOrDefault("id", List.of()).stream()), ruling));
        return Response.ok(page(fields, List.copyOf(items), true, true, false, Optional.empty())).build();
    }

    /// One of what was just decided, or all of it, while it is held.
    @POST
    @Path("undo")
    public Response undo(MultivaluedMap<String, String> fields) {
        List<BulkDesk.Undo> held = fields.getOrDefault("held", List.of()).stream().map(BulkDesk.Undo::parse)
                .flatMap(Optional::stream).toList();
        String which = FormFields.text(fields, "undo");
        List<BulkView.Item> items = bulk.takeBack(viewer.require(), held,
                one -> which.equals("all") || which.equals(one.id().toString()), FormFields.text(fields, "idempotencyKey"));
        return Response.ok(page(fields, items, true, true, false, Optional.empty())).build();
    }

    private Response sentBack(MultivaluedMap<String, String> fields, Refusal reason) {
        List<BulkView.Item> items = bulk.preview(viewer.require(), ticked(fields), Optional.empty());
        return Response.status(UNPROCESSABLE)
                .entity(page(fields, items, false, false, false, Optional.of(Refusals.of(reason)))).build();
    }

    private String page(MultivaluedMap<String, String> fields, List<BulkView.Item> items, boolean checked, boolean decided,
            boolean fresh, Optional<Refusals> refused) {
        Map<String, String> typed = new HashMap<>();
        fields.forEach((name, values) -> typed.put(name, values.getFirst()));
        int asked = (int) ticked(fields).stream().distinct().count();
        int leftOut = Math.max(0, asked - bulk.most());
        QueueReader.Asked from = new DecisionForm(fields).from();
        return Templates.bulk(
                new BulkView(items, Map.copyOf(typed), checked, leftOut,
                        Math.max(0, asked - leftOut - items.size()), bulk.most(), decided, fresh, refused.map(Refusals::detail),
                        refused.map(Refusals::errors).orElse(List.of()),
                        QueueLink.to(from.tray(), from.model(), from.words()), UUID.randomUUID().toString()))
                .render();
    }

    private static List<UUID> ticked(MultivaluedMap<String, String> fields) {
        return ids(Stream.of("id", "seen", "held").flatMap(name -> fields.getOrDefault(name, List.of()).stream())
                .map(named -> named.split(" ", 2)[0]));
    }

    private static List<UUID> ids(Stream<String> named) {
        var ids = new ArrayList<UUID>();
        named.forEach(text -> {
            try {
                ids.add(UUID.fromString(text));
            } catch (IllegalArgumentException _) {
                // not an id of ours: nobody's request
            }
        });
        return ids;
    }
}
