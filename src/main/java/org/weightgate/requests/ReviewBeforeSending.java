package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// The last page before sending: everything as the reviewer will see it, and whether it can be sent.
@ApplicationScoped
class ReviewBeforeSending {

    private final AccessRequests requests;
    private final TermsVersions terms;
    private final Teams teams;
    private final Attachments attachments;
    private final DraftReplies replies;
    private final UsageReports reports;

    ReviewBeforeSending(AccessRequests requests, TermsVersions terms, Teams teams, Attachments attachments,
            DraftReplies replies, UsageReports reports) {
        this.requests = requests;
        this.terms = terms;
        this.teams = teams;
        this.attachments = attachments;
        this.replies = replies;
        this.reports = reports;
    }

    /// Nothing when there is no draft to send. `accepted` is the hash of the terms that were ticked already.
    @Transactional
    Optional<SendView> of(Person person, Model model, String accepted, List<FieldError> refused, Optional<String> notice) {
        return requests.latest(person.id(), model.id()).filter(request -> request.state().isEditable())
                .flatMap(request -> requests.draft(request.id()).map(
                        draft -> view(person, model, request, draft, accepted, refused, notice)));
    }

    private SendView view(Person person, Model model, AccessRequest request, Draft draft, String accepted,
            List<FieldError> refused, Optional<String> notice) {
        TermsVersion inForce = terms.current(model);
        Team team = teams.of(model, Optional.of(request));
        var errors = new ArrayList<>(refused.isEmpty() ? draft.answers().errors() : refused);
        if (refused.isEmpty()) {
            errors.addAll(ReadyRules.problems(team.pending(), team.referee().isPresent(), team.refereeRequired()));
        }
        return new SendView(model.fullName(), request.id(), draft.version(), UUID.randomUUID().toString(),
                reports.before(request.id(), AnswerView.of(draft.answers())), team,
                attachments.of(request.id(), request.revision() + 1),
                replies.of(request.id()), request.state() == RequestState.CHANGES_REQUESTED,
                new ApplyView.TermsView(inForce.version(), inForce.title(), inForce.body(), inForce.sha256(),
                        accepted.equals(inForce.sha256()),
                        errors.stream().filter(error -> error.field().equals("terms")).map(FieldError::message).findFirst()),
                accepted.equals(inForce.sha256()), List.copyOf(errors), notice, PlainText.oneLine(person.displayName()),
                PlainText.oneLine(person.email()), person.emailVerified());
    }
}
