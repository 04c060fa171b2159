package org.weightgate.review;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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
import org.weightgate.people.TypedForm;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;
import org.weightgate.requests.Seen;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.web.FormFields;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The desk: one request, and what becomes of it.
@Path("/review/{id}")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class ReviewPages {

    private final CurrentPerson viewer;
    private final DeskReader reader;
    private final ReviewDesk desk;
    private final DeskAnswers answers;
    private final ClaimDesk claims;
    private final QueueReader queue;
    private final DeskNews news;
    private final KeptForms kept;
    private final TypedForm typed;

    ReviewPages(CurrentPerson viewer, DeskReader reader, ReviewDesk desk, DeskAnswers answers, ClaimDesk claims,
            QueueReader queue, DeskNews news, KeptForms kept, TypedForm typed) {
        this.viewer = viewer;
        this.reader = reader;
        this.desk = desk;
        this.answers = answers;
        this.claims = claims;
        this.queue = queue;
        this.news = news;
        this.kept = kept;
        this.typed = typed;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance desk(DeskView desk);

        static native TemplateInstance news(DeskNews.News news, DeskView.From from);
    }

    @GET
    public TemplateInstance desk(@PathParam("id") String id, @QueryParam("revision") @Nullable Integer revision,
            @QueryParam("plain") @Nullable String plain, @QueryParam("view") @Nullable String view,
            @QueryParam("model") @Nullable String model, @QueryParam("q") @Nullable String words,
            @QueryParam("decided") @Nullable String decided, @QueryParam("last") @Nullable String last,
            @QueryParam("kept") @Nullable UUID form) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        var look = new DeskReader.Look(Optional.ofNullable(revision), plain != null,
                DeskAnswers.from(QueuePages.asked(view, model, words, null)), last != null,
                Optional.ofNullable(decided).map(RequestIds::parse), kept.of(person, "/review/" + request, form)
                        .map(fields -> new DecisionForm(fields).again()).orElseGet(DeskView.Attempt::none));
        claims.active(person, request);
        return Templates.desk(reader.read(person, request, look).orElseThrow(DeskAnswers::notFound));
    }

    /// What happened since the page was made; nothing while it still holds.
    @GET
    @Path("news")
    public Response news(@PathParam("id") String id, @QueryParam("seq") int seq, @QueryParam("version") int version,
            @QueryParam("digest") @Nullable String digest, @QueryParam("view") @Nullable String view,
            @QueryParam("model") @Nullable String model, @QueryParam("q") @Nullable String words) {
        var seen = new Seen(version, 0, digest == null ? "" : digest);
        DeskNews.News found = news.since(viewer.require(), RequestIds.parse(id), seq, seen)
                .orElseThrow(DeskAnswers::notFound);
        var from = DeskAnswers.from(QueuePages.asked(view, model, words, null));
        return found.isNothing() ? Response.noContent().build() : Response.ok(Templates.news(found, from).render()).build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response decide(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        UUID request = RequestIds.parse(id);
        var form = new DecisionForm(fields);
        return switch (form.ruling()) {
            case Outcome.Refused<Ruling>(var reason) -> refused(request, form, reason);
            case Outcome.Done<Ruling>(var ruling) -> decide(request, form, ruling);
        };
    }

    /// Declares a conflict of interest, or takes the declaration back.
    @POST
    @Path("conflict")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response conflict(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        String key = FormFields.text(fields, "idempotencyKey");
        Outcome<Ruled> outcome = FormFields.text(fields, "act").equals("retract") ? desk.retractConflict(person, request, key)
                : desk.declareConflict(person, request, key, FormFields.text(fields, "reason"));
        return switch (outcome) {
            case Outcome.Done<Ruled> _ -> Response.seeOther(QueueLink.desk(request, fields, "")).build();
            case Outcome.Refused<Ruled>(var reason) ->
                answers.refused(person, request, Refusals.of(reason), "conflict", fields);
        };
    }

    private Response decide(UUID request, DecisionForm form, Ruling ruling) {
        Optional<After> place = queue.place(request);
        return switch (desk.decide(viewer.require(), request, form.key(), form.seen(), ruling)) {
            case Outcome.Done<Ruled> _ -> Response.seeOther(afterwards(request, form, place)).build();
            case Outcome.Refused<Ruled>(var reason) -> refused(request, form, reason);
        };
    }

    /// The next request of the view when that is wanted and there is one, else the decided one: both say what was done. A
    /// decision that takes effect at once moves the request away from the place it had.
    private URI afterwards(UUID request, DecisionForm form, Optional<After> place) {
        QueueReader.Asked asked = form.from();
        String query = QueueLink.query(asked.tray(), asked.model(), asked.words());
        if (!FormFields.text(form.fields(), "next").equals("yes")) {
            return URI.create("/review/" + request + query + "&decided=" + request);
        }
        return queue.next(viewer.require(), asked, request, place)
                .map(next -> URI.create("/review/" + next + query + "&decided=" + request))
                .orElseGet(() -> URI.create("/review/" + request + query + "&decided=" + request + "&last=yes"));
    }

    private Response refused(UUID request, DecisionForm form, Refusal reason) {
        Person person = viewer.require();
        Refusals refusal = Refusals.of(reason);
        DeskNews.News meanwhile = refusal.isOutdated()
                ? news.since(person, request, form.seq(), form.seen()).orElse(DeskNews.News.NONE)
                : DeskNews.News.NONE;
        return answers.refused(person, request, refusal.status(), form.attempt(reason).meanwhile(meanwhile),
                DeskAnswers.from(form.from()));
    }
}
