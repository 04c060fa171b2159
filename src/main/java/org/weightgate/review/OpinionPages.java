package org.weightgate.review;

import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
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

import org.weightgate.catalogue.Models;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.AnswerView;
import org.weightgate.requests.Revisions;
import org.weightgate.web.FormFields;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// What an expert's link opens. Opening changes nothing, so that a mail program that looks at links uses none up.
@Path("/opinion/{secret}")
@PermitAll
@Produces(MediaType.TEXT_HTML)
public class OpinionPages {

    private static final int UNPROCESSABLE = 422;

    private final Experts experts;
    private final AccessRequests requests;
    private final Revisions revisions;
    private final Models models;

    OpinionPages(Experts experts, AccessRequests requests, Revisions revisions, Models models) {
        this.experts = experts;
        this.requests = requests;
        this.revisions = revisions;
        this.models = models;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance opinion(OpinionView opinion);

        static native TemplateInstance opinionDone();
    }

    @GET
    @Transactional
    public TemplateInstance read(@PathParam("secret") String secret) {
        return Templates.opinion(view(parse(secret), "", "", Optional.empty()));
    }

    @POST
    @Transactional
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response answer(@PathParam("secret") String typed, MultivaluedMap<String, String> fields) {
        LinkSecret secret = parse(typed);
        String text = PlainText.lines(FormFields.text(fields, "opinion"));
        String chosen = FormFields.text(fields, "recommendation");
        Optional<Recommendation> recommendation = Stream.of(Recommendation.values())
                .filter(known -> known.name().equals(chosen)).findFirst();
        int length = text.codePointCount(0, text.length());
        if (recommendation.isEmpty() || length < 1 || length > Experts.LONGEST_OPINION) {
            String problem = recommendation.isEmpty() ? "Choose what you would do."
                    : "Write 1 to " + Experts.LONGEST_OPINION + " characters; this has " + length + ".";
            return Response.status(UNPROCESSABLE)
                    .entity(Templates.opinion(view(secret, text, chosen, Optional.of(problem))).render()).build();
        }
        if (!experts.answer(secret, recommendation.get(), text)) {
            throw gone();
        }
        return Response.ok(Templates.opinionDone().render()).build();
    }

    private OpinionView view(LinkSecret secret, String typed, String chosen, Optional<String> error) {
        Expert.Invitation invitation = experts.open(secret).orElseThrow(OpinionPages::gone);
        AccessRequest request = requests.findById(invitation.request());
        var answers = AnswerView.of(revisions.answers(request.id(), invitation.revision()).orElseThrow()).stream()
                .filter(answer -> invitation.fields().contains(answer.id())).toList();
        return new OpinionView(models.findById(request.modelId()).fullName(), path(secret),
                invitation.question(), answers, invitation.expires(), typed, chosen, error);
    }

    static String path(LinkSecret secret) {
        return "/opinion/" + secret.text();
    }

    private static LinkSecret parse(String secret) {
        return LinkSecret.parse(secret).orElseThrow(OpinionPages::gone);
    }

    private static ProblemException gone() {
        return new ProblemException(404, "not-found",
                "This link does not work any more: it was answered, it expired, it was withdrawn, or the request is closed and"
                        + " nothing is needed any more. If you still want to answer, ask who invited you for a new one.");
    }
}
