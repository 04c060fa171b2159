package org.weightgate.requests;

import java.util.List;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;

/// The form of a model, for programs that ask its questions themselves.
@Path("/api/v1/models/{namespace}/{name}/form")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class FormApi {

    private final Models models;
    private final TermsVersions terms;

    FormApi(Models models, TermsVersions terms) {
        this.models = models;
        this.terms = terms;
    }

    /// `choices` is empty where any text may be written.
    public record Item(String id, String label, String why, Question.Kind kind, boolean required, int shortest, int longest,
            List<Countries.Choice> choices) {

        static Item of(Question question) {
            return new Item(question.id(), question.label(), question.why(), question.kind(), question.required(),
                    question.shortest(), question.longest(),
                    question.kind() == Question.Kind.COUNTRY ? Countries.ALL : List.of());
        }
    }

    public record TermsText(int version, String title, String body, String sha256) {
    }

    public record Form(int version, List<Item> questions, TermsText terms) {
    }

    @GET
    @Transactional
    public Form form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Model model = models.require(namespace, name);
        TermsVersion inForce = terms.current(model);
        return new Form(Answers.FORM_VERSION, Stream.of(Question.values()).map(Item::of).toList(),
                new TermsText(inForce.version(), inForce.title(), inForce.body(), inForce.sha256()));
    }
}
