package org.weightgate.requests;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.requests.ApplicantDesk.Saved;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Saves a form by itself while somebody types, and answers with the few parts of the page that change by that.
@Path("/models/{namespace}/{name}/apply/autosave")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class AutosavePages {

    private final CurrentPerson viewer;
    private final Models models;
    private final ApplicationForm form;
    private final DraftDesk drafts;

    AutosavePages(CurrentPerson viewer, Models models, ApplicationForm form, DraftDesk drafts) {
        this.viewer = viewer;
        this.models = models;
        this.form = form;
        this.drafts = drafts;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance autosaved(ApplyView form);

        static native TemplateInstance notSaved(String why, boolean conflict);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public TemplateInstance save(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        Typing typing = Typing.of(fields);
        return switch (drafts.save(person, model, typing)) {
            case Outcome.Done<Saved> _ -> Templates.autosaved(form.saved(person, model, ""));
            case Outcome.Refused<Saved>(Refusal.DraftChanged _) -> Templates.notSaved(
                    "Not saved: another tab or device saved this draft after you opened it. Your text is still here.", true);
            case Outcome.Refused<Saved>(var reason) -> Templates.notSaved("Not saved. " + Refusals.of(reason).detail(), false);
        };
    }
}
