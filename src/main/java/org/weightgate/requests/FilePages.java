package org.weightgate.requests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.people.SignedOutForms;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/// The form, sent with a file: the text is saved first, whatever becomes of the file.
@Path("/models/{namespace}/{name}/apply/files")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class FilePages {

    private static final int MOST_AT_ONCE = 10;

    private final CurrentPerson viewer;
    private final Models models;
    private final ApplicationForm form;
    private final DraftDesk drafts;
    private final AttachmentDesk files;
    private final SignedOutForms kept;
    private final RoutingContext context;
    private final SecurityIdentity identity;

    FilePages(CurrentPerson viewer, Models models, ApplicationForm form, DraftDesk drafts, AttachmentDesk files,
            SignedOutForms kept, RoutingContext context, SecurityIdentity identity) {
        this.viewer = viewer;
        this.models = models;
        this.form = form;
        this.drafts = drafts;
        this.files = files;
        this.kept = kept;
        this.context = context;
        this.identity = identity;
    }

    /// Open to everyone for the same reason as the form itself; a file cannot be put aside.
    @POST
    @PermitAll
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response attach(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultipartFormDataInput sent) {
        Model model = models.require(namespace, name);
        Optional<Person> person = viewer.find();
        if (person.isEmpty()) {
            return kept.putAside(context, ApplyPages.path(model), text(sent));
        }
        return attach(person.get(), model, Typing.of(text(sent)), sent);
    }

    private Response attach(Person person, Model model, Typing typing, MultipartFormDataInput sent) {
        return switch (drafts.save(person, model, typing)) {
            case Outcome.Refused<Saved>(var reason) ->
                ApplyPages.page(Refusals.of(reason).status(), form.refused(person, model, typing, reason));
            case Outcome.Done<Saved>(var saved) -> attached(person, model, saved, typing, sent);
        };
    }

    private Response attached(Person person, Model model, Saved saved, Typing typing, MultipartFormDataInput sent) {
        kept.forget(context, identity, ApplyPages.path(model));
        var errors = new ArrayList<FieldError>(attach(person, saved, sent));
        errors.addAll(drafts.nameReferee(person, saved.id(), typing));
        errors.addAll(DraftDesk.unfinished(typing));
        return errors.isEmpty() ? Response.seeOther(URI.create(typing.formAgain(ApplyPages.path(model), "files"))).build()
                : ApplyPages.page(422, form.refused(person, model, typing, errors));
    }

    private List<FieldError> attach(Person person, Saved saved, MultipartFormDataInput sent) {
        List<FormValue> chosen = sent.getValues().getOrDefault("file", List.of()).stream().filter(FormValue::isFileItem)
                .toList();
        if (chosen.isEmpty()) {
            return List.of(new FieldError("file", "Choose a file first."));
        }
        return Stream.concat(
                chosen.stream().limit(MOST_AT_ONCE)
                        .flatMap(file -> errors(files.attach(person, saved.id(), name(file), bytes(file))).stream()),
                chosen.stream().skip(MOST_AT_ONCE).map(file -> new FieldError("file", "“" + PlainText.oneLine(name(file))
                        + "” was not taken: " + MOST_AT_ONCE + " files at once are the most.")))
                .toList();
    }

    private static List<FieldError> errors(Outcome<Attachment> outcome) {
        return switch (outcome) {
            case Outcome.Done<Attachment> _ -> List.of();
            case Outcome.Refused<Attachment>(Refusal.InvalidAnswers(var errors)) -> errors;
            case Outcome.Refused<Attachment>(var reason) -> List.of(new FieldError("file", Refusals.of(reason).detail()));
        };
    }

    private static MultivaluedMap<String, String> text(MultipartFormDataInput sent) {
        var fields = new MultivaluedHashMap<String, String>();
        sent.getValues().forEach((name, values) -> values.stream().filter(value -> !value.isFileItem())
                .forEach(value -> fields.add(name, value.getValue())));
        return fields;
    }

    private static String name(FormValue file) {
        return file.getFileName() == null ? "" : file.getFileName();
    }

    private static byte[] bytes(FormValue file) {
        try (var in = file.getFileItem().getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
