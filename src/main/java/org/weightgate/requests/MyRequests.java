package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// What an applicant sees of their requests, and of nobody else's.
@ApplicationScoped
class MyRequests {

    private final AccessRequests requests;
    private final Models models;
    private final TermsVersions terms;
    private final Messages messages;
    private final Attachments attachments;
    private final Teams teams;
    private final Members members;
    private final People people;

    MyRequests(AccessRequests requests, Models models, TermsVersions terms, Messages messages, Attachments attachments,
            Teams teams, Members members, People people) {
        this.teams = teams;
        this.requests = requests;
        this.models = models;
        this.terms = terms;
        this.messages = messages;
        this.attachments = attachments;
        this.members = members;
        this.people = people;
    }

    @Transactional
    List<RequestRow> of(Person person) {
        return requests.of(person.id()).stream().map(request -> {
            String model = models.findById(request.modelId()).fullName();
            var since = request.decidedAt() != null ? request.decidedAt()
                    : request.submittedAt() != null ? request.submittedAt() : request.createdAt();
            return new RequestRow(request.id(), request.reference(), model, Banner.of(request, model), since);
        }).toList();
    }

    @Transactional
    List<TeamRow> teams(Person person) {
        return members.joinedBy(person.id()).stream().map(member -> {
            AccessRequest request = requests.findById(member.request());
            return new TeamRow(request.id(), request.reference(), models.findById(request.modelId()).fullName(),
                    PlainText.oneLine(people.findById(request.personId()).displayName()), request.state(),
                    request.updatedAt());
        }).toList();
    }

    @Transactional
    Optional<List<Message>> thread(Person person, UUID id) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()))
                .map(request -> messages.forApplicant(request.id()));
    }

    @Transactional
    List<RequestJson> json(Person person) {
        return requests.of(person.id()).stream().map(this::json).toList();
    }

    @Transactional
    Optional<RequestJson> json(Person person, UUID id) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id())).map(this::json);
    }

    @Transactional
    Optional<RequestJson> latest(Person person, Model model) {
        return requests.latest(person.id(), model.id()).map(this::json);
    }

    @Transactional
    Optional<Team> team(Person person, UUID id) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()))
                .map(request -> teams.of(models.findById(request.modelId()), Optional.of(request)));
    }

    /// The files of what is being written, or of what was sent last.
    @Transactional
    Optional<List<Attachment>> files(Person person, UUID id) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()))
                .map(request -> attachments.of(request.id(),
                        request.state().isEditable() ? request.revision() + 1 : request.revision()));
    }

    private RequestJson json(AccessRequest request) {
        Model model = models.findById(request.modelId());
        Optional<Draft> draft = requests.draft(request.id());
        Answers answers = request.state().isEditable()
                ? draft.map(Draft::answers).orElseGet(Answers::empty)
                : requests.revision(request.id(), request.revision()).map(RequestRevision::answers)
                        .orElseGet(Answers::empty);
        TermsVersion inForce = terms.current(model);
        return RequestJson.of(request, model.fullName(), draft.map(Draft::version).orElse(0), answers,
                new Terms(inForce.version(), inForce.sha256()));
    }
}
