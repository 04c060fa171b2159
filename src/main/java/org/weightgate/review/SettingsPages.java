package org.weightgate.review;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.notices.Deliveries;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.requests.RequestIds;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Templates, replies and reminders.
@Path("/review/settings")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class SettingsPages {

    private static final int UNPROCESSABLE = 422;
    private static final URI HERE = URI.create("/review/settings");

    private final CurrentPerson viewer;
    private final Jurisdiction jurisdiction;
    private final Phrases phrases;
    private final ReminderSettings reminders;
    private final Deliveries deliveries;
    private final ReviewConfig config;

    SettingsPages(CurrentPerson viewer, Jurisdiction jurisdiction, Phrases phrases, ReminderSettings reminders,
            Deliveries deliveries, ReviewConfig config) {
        this.viewer = viewer;
        this.jurisdiction = jurisdiction;
        this.phrases = phrases;
        this.reminders = reminders;
        this.deliveries = deliveries;
        this.config = config;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance settings(SettingsView settings);
    }

    @GET
    @Transactional
    public TemplateInstance settings() {
        return Templates.settings(view("", Map.of(), List.of()));
    }

    @POST
    @Path("templates/{model}")
    @Transactional
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response keepTemplate(@PathParam("model") String model, MultivaluedMap<String, String> fields) {
        UUID id = RequestIds.parse(model);
        if (!jurisdiction.leads(viewer.require(), id)) {
            throw DeskAnswers.notFound();
        }
        Phrases.Typed typed = typed(fields);
        List<FieldError> errors = typed.templateErrors();
        if (errors.isEmpty() && !phrases.keepTemplate(viewer.require(), id, typed)) {
            errors = List.of(new FieldError("name", "This model has as many templates as it can have. Remove one first."));
        }
        return errors.isEmpty() ? Response.seeOther(HERE).build() : sentBack("template-" + id, fields, errors);
    }

    @POST
    @Path("templates/{model}/{template}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response removeTemplate(@PathParam("model") String model, @PathParam("template") String template) {
        if (!phrases.removeTemplate(viewer.require(), RequestIds.parse(model), RequestIds.parse(template))) {
            throw DeskAnswers.notFound();
        }
        return Response.seeOther(HERE).build();
    }

    @POST
    @Path("replies")
    @Transactional
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response keepReply(MultivaluedMap<String, String> fields) {
        Phrases.Typed typed = typed(fields);
        List<FieldError> errors = typed.errors();
        if (errors.isEmpty() && !phrases.keepReply(viewer.require(), typed)) {
            errors = List.of(new FieldError("name", "You keep as many replies as you can. Remove one first."));
        }
        return errors.isEmpty() ? Response.seeOther(HERE).build() : sentBack("reply", fields, errors);
    }

    @POST
    @Path("replies/{reply}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response removeReply(@PathParam("reply") String reply) {
        if (!phrases.removeReply(viewer.require(), RequestIds.parse(reply))) {
            throw DeskAnswers.notFound();
        }
        return Response.seeOther(HERE).build();
    }

    @POST
    @Path("reminders")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response remind(MultivaluedMap<String, String> fields) {
        int hour = Math.clamp(FormFields.number(fields, "hour"), 0, 23);
        reminders.choose(viewer.require(), FormFields.text(fields, "daily").equals("yes"), hour);
        return Response.seeOther(HERE).build();
    }

    private Response sentBack(String form, MultivaluedMap<String, String> fields, List<FieldError> errors) {
        Map<String, String> typed = new HashMap<>();
        fields.forEach((name, values) -> typed.put(name, values.getFirst()));
        return Response.status(UNPROCESSABLE).entity(Templates.settings(view(form, Map.copyOf(typed), errors)).render())
                .build();
    }

    private SettingsView view(String form, Map<String, String> typed, List<FieldError> errors) {
        Person person = viewer.require();
        var models = jurisdiction.reviewed(person).stream()
                .map(model -> new SettingsView.ModelTemplates(model.model(), model.name(),
                        jurisdiction.leads(person, model.model()), phrases.templates(model.model())))
                .toList();
        ReminderSettings.Setting setting = reminders.of(person);
        return new SettingsView(models, phrases.replies(person), setting.daily(), setting.hour(),
                config.digestZone().getId(),
                Optional.ofNullable(setting.lastAt()), words(setting.lastMail()), form, typed, errors);
    }

    private String words(@Nullable String lastMail) {
        if (lastMail == null) {
            return "";
        }
        if (deliveries.lost(lastMail)) {
            return "did not arrive, so it does not count as sent; is your address right?";
        }
        return deliveries.delivered(lastMail).isPresent() ? "was taken by your mail server" : "is on its way";
    }

    private static Phrases.Typed typed(MultivaluedMap<String, String> fields) {
        return new Phrases.Typed(FormFields.text(fields, "name"), FormFields.text(fields, "text"),
                FormFields.text(fields, "verdict"), FormFields.text(fields, "reasonCode"));
    }
}
