package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Typed;

/// Puts the application form together: from the saved draft, or from what was just typed and refused.
@ApplicationScoped
class ApplicationForm {

    private final AccessRequests requests;
    private final TermsVersions terms;
    private final DatabaseClock clock;

    ApplicationForm(AccessRequests requests, TermsVersions terms, DatabaseClock clock) {
        this.requests = requests;
        this.terms = terms;
        this.clock = clock;
    }

    /// The request to look at while nothing can be written: it is with the reviewers, or the wait after a rejection lasts.
    @Transactional
    Optional<AccessRequest> insteadOfForm(Person person, Model model) {
        return requests.latest(person.id(), model.id())
                .filter(request -> request.state() == RequestState.SUBMITTED || waits(request));
    }

    private boolean waits(AccessRequest request) {
        return request.state() == RequestState.REJECTED && request.reapplyFrom() != null
                && clock.now().isBefore(request.reapplyFrom());
    }

    @Transactional
    ApplyView saved(Person person, Model model) {
        Optional<AccessRequest> open = open(person, model);
        Optional<Draft> draft = open.flatMap(request -> requests.draft(request.id()));
        Answers answers = draft.map(Draft::answers)
                .orElseGet(() -> new Answers(Map.of(Question.NAME.id(), PlainText.oneLine(person.displayName()))));
        return view(person, model, open, draft, FieldView.of(answers, List.of(), Optional.empty()), List.of(),
                Optional.empty());
    }

    /// What was typed stays; the draft's version becomes the saved one, so that sending again is a decision to keep it.
    @Transactional
    ApplyView refused(Person person, Model model, Typed typed, Refusal refusal) {
        Optional<AccessRequest> open = open(person, model);
        Optional<Draft> draft = open.flatMap(request -> requests.draft(request.id()));
        List<FieldError> errors = errors(refusal);
        Optional<Answers> other = switch (refusal) {
            case Refusal.DraftChanged _ -> draft.map(Draft::answers);
            default -> Optional.empty();
        };
        Optional<String> notice = errors.isEmpty() ? Optional.of(Refusals.of(refusal).detail()) : Optional.empty();
        return view(person, model, open, draft, FieldView.of(typed.answers(), errors, other), errors, notice);
    }

    private Optional<AccessRequest> open(Person person, Model model) {
        return requests.latest(person.id(), model.id()).filter(request -> request.state().isOpen());
    }

    private ApplyView view(Person person, Model model, Optional<AccessRequest> open, Optional<Draft> draft,
            List<FieldView> fields, List<FieldError> errors, Optional<String> notice) {
        TermsVersion inForce = terms.current(model);
        Optional<String> termsError = errors.stream().filter(error -> error.field().equals("terms"))
                .map(FieldError::message).findFirst();
        return new ApplyView(model.fullName(), draft.map(Draft::version).orElse(0), UUID.randomUUID().toString(), fields,
                errors, notice,
                open.filter(request -> request.state() == RequestState.CHANGES_REQUESTED)
                        .flatMap(request -> Optional.ofNullable(request.publicText())),
                new ApplyView.TermsView(inForce.version(), inForce.title(), inForce.body(), inForce.sha256(), termsError),
                draft.map(Draft::savedAt).map(When::new), open.map(AccessRequest::id), person.emailVerified(),
                PlainText.oneLine(person.email()));
    }

    private static List<FieldError> errors(Refusal refusal) {
        var errors = new ArrayList<FieldError>();
        if (refusal instanceof Refusal.InvalidAnswers(var invalid)) {
            errors.addAll(invalid);
        }
        if (refusal instanceof Refusal.TermsNotAccepted) {
            errors.add(new FieldError("terms", Refusals.of(refusal).detail()));
        }
        return List.copyOf(errors);
    }
}
