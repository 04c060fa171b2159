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
import org.weightgate.events.DatabaseClock;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;

/// What an applicant sees of their requests, and of nobody else's.
@ApplicationScoped
class MyRequests {

    private final AccessRequests requests;
    private final RequestHistory history;
    private final Outbox outbox;
    private final Models models;
    private final DatabaseClock clock;
    private final TermsVersions terms;
    private final Messages messages;

    MyRequests(AccessRequests requests, RequestHistory history, Outbox outbox, Models models, DatabaseClock clock,
            TermsVersions terms, Messages messages) {
        this.requests = requests;
        this.history = history;
        this.outbox = outbox;
        this.models = models;
        this.clock = clock;
        this.terms = terms;
        this.messages = messages;
    }

    @Transactional
    List<RequestRow> of(Person person) {
        return requests.of(person.id()).stream().map(request -> {
            String model = models.findById(request.modelId()).fullName();
            var since = request.decidedAt() != null ? request.decidedAt()
                    : request.submittedAt() != null ? request.submittedAt() : request.createdAt();
            return new RequestRow(request.id(), request.reference(), model, Banner.of(request, model), new When(since));
        }).toList();
    }

    @Transactional
    Optional<StatusView> status(Person person, UUID id) {
        return status(person, id, "", Optional.empty());
    }

    /// With a message that was typed and refused.
    @Transactional
    Optional<StatusView> status(Person person, UUID id, String typed, Optional<String> error) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()))
                .map(request -> status(request, typed, error));
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

    private StatusView status(AccessRequest request, String typed, Optional<String> error) {
        String model = models.findById(request.modelId()).fullName();
        Optional<RequestRevision> sent = requests.revision(request.id(), request.revision());
        Answers answers = sent.map(RequestRevision::answers).or(() -> requests.draft(request.id()).map(Draft::answers))
                .orElseGet(Answers::empty);
        boolean waitOver = request.reapplyFrom() == null || !clock.now().isBefore(request.reapplyFrom());
        return new StatusView(request.id(), request.reference(), model, Banner.of(request, model),
                Optional.ofNullable(request.publicText()),
                Moment.merge(Moment.of(history.of(request.id())), Moment.ofMails(outbox.about(request.id()))),
                AnswerView.of(answers), sent.map(RequestRevision::terms), request.state().isEditable(),
                request.state() == RequestState.APPROVED, request.state().isOpen(),
                !request.state().isOpen() && request.state() != RequestState.APPROVED && waitOver,
                UUID.randomUUID().toString(),
                ThreadView.of(messages.forApplicant(request.id()), Messages.isOpenFor(request), typed, error));
    }
}
