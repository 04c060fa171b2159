package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.BanCheck;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Puts the application form together: from the saved draft, or from what was just typed and refused.
@ApplicationScoped
class ApplicationForm {

    private final AccessRequests requests;
    private final TermsVersions terms;
    private final DatabaseClock clock;
    private final DraftReplies replies;
    private final ChangeNotes notes;
    private final Teams teams;
    private final Attachments attachments;
    private final AttachmentDesk files;
    private final BanCheck bans;
    private final UsageReports reports;
    private final Renewals renewals;
    private final RequestFacts facts;

    ApplicationForm(AccessRequests requests, TermsVersions terms, DatabaseClock clock, DraftReplies replies,
            ChangeNotes notes, Teams teams, Attachments attachments, AttachmentDesk files, BanCheck bans,
            UsageReports reports, Renewals renewals, RequestFacts facts) {
        this.requests = requests;
        this.terms = terms;
        this.clock = clock;
        this.replies = replies;
        this.notes = notes;
        this.teams = teams;
        this.attachments = attachments;
        this.files = files;
        this.bans = bans;
        this.reports = reports;
        this.renewals = renewals;
        this.facts = facts;
    }

    /// The request to look at while nothing can be written: it is with the reviewers, or the wait after a rejection lasts.
    @Transactional
    Optional<AccessRequest> insteadOfForm(Person person, Model model) {
        return requests.latest(person.id(), model.id())
                .filter(request -> request.state() == RequestState.SUBMITTED || waits(request));
    }

    /// Access that can be renewed is not applied for anew: the report on its use comes first.
    @Transactional
    boolean mustRenew(Person person, Model model) {
        return requests.latest(person.id(), model.id()).filter(request -> request.state().isOpen()).isEmpty()
                && requests.ended(person.id(), model.id()).approved() && renewals.open(person.id(), model.id());
    }

    /// Whoever is banned reads so on the model's page.
    @Transactional
    boolean isBanned(Person person, Model model) {
        return bans.all(person).stream().anyMatch(ban -> ban.model().isEmpty() || ban.model().get().equals(model.id()));
    }

    /// Whoever lost what they held to a rejection reads on their downloads page why, and when they may apply again.
    @Transactional
    boolean waitsAfterAccess(Person person, Model model) {
        return requests.latest(person.id(), model.id()).filter(request -> request.state().isOpen()).isEmpty()
                && facts.barred(person, model);
    }

    private boolean waits(AccessRequest request) {
        return request.state() == RequestState.REJECTED && request.reapplyFrom() != null
                && clock.now().isBefore(request.reapplyFrom());
    }

    @Transactional
    ApplyView saved(Person person, Model model, String accepted) {
        return saved(person, model, accepted, List.of());
    }

    /// The saved draft with what is wrong beside it.
    @Transactional
    ApplyView saved(Person person, Model model, String accepted, List<FieldError> errors) {
        Page page = new Page(person, model);
        return page.view(page.asSaved(accepted), errors, Optional.empty(), Optional.empty(), false);
    }

    /// What was typed before a session ended. Its draft version stays, so that saving it over a newer draft is noticed.
    @Transactional
    ApplyView restored(Person person, Model model, Typing typing) {
        return new Page(person, model, typing.draft()).view(typing, List.of(), Optional.empty(), Optional.empty(), true);
    }

    /// What was typed stays; the draft's version becomes the saved one, so that sending again is a decision to keep it.
    @Transactional
    ApplyView refused(Person person, Model model, Typing typing, Refusal refusal) {
        List<FieldError> errors = errors(refusal);
        return refused(person, model, typing, errors,
                errors.isEmpty() ? Optional.of(Refusals.of(refusal).detail()) : Optional.empty(),
                refusal instanceof Refusal.DraftChanged);
    }

    @Transactional
    ApplyView refused(Person person, Model model, Typing typing, List<FieldError> errors) {
        return refused(person, model, typing, errors, Optional.empty(), false);
    }

    private ApplyView refused(Person person, Model model, Typing typing, List<FieldError> errors, Optional<String> notice,
            boolean conflict) {
        Page page = new Page(person, model);
        Optional<Answers> other = conflict ? page.draft.map(Draft::answers) : Optional.empty();
        return page.view(typing, errors, notice, other, false);
    }

    private final class Page {

        private final Person person;
        private final Model model;
        private final Optional<AccessRequest> open;
        private final Optional<Draft> draft;
        private final int version;

        Page(Person person, Model model) {
            this(person, model, -1);
        }

        Page(Person person, Model model, int version) {
            this.person = person;
            this.model = model;
            open = requests.latest(person.id(), model.id()).filter(request -> request.state().isOpen());
            draft = open.flatMap(request -> requests.draft(request.id()));
            this.version = version >= 0 ? version : draft.map(Draft::version).orElse(0);
        }

        Typing asSaved(String accepted) {
            Answers answers = draft.map(Draft::answers)
                    .orElseGet(() -> new Answers(Map.of(Question.NAME.id(), PlainText.oneLine(person.displayName()))));
            Optional<Referee> referee = team().referee();
            return new Typing(version, answers, open.map(request -> replies.of(request.id())).orElse(""), "",
                    referee.map(Referee::name).orElse(""), referee.map(Referee::email).orElse(""), Set.of(), accepted, "");
        }

        private Team team() {
            return teams.of(model, open);
        }

        ApplyView view(Typing typing, List<FieldError> errors, Optional<String> notice, Optional<Answers> other,
                boolean restored) {
            TermsVersion inForce = terms.current(model);
            List<FieldNote> notesHere = changes().map(request -> notes.of(request.id(), request.revision())).orElse(List.of());
            List<Attachment> stored = open.map(request -> attachments.of(request.id(), request.revision() + 1))
                    .orElse(List.of());
            Team team = team();
            var terms = new ApplyView.TermsView(inForce.version(), inForce.title(), inForce.body(), inForce.sha256(),
                    typing.accepted().equals(inForce.sha256()),
                    errors.stream().filter(error -> error.field().equals("terms")).map(FieldError::message).findFirst());
            var company = new ApplyView.Company(team, stored, files.limits(), files.largest(), typing.memberEmail(),
                    typing.refereeName(),
                    typing.refereeEmail());
            return new ApplyView(model.fullName(), version, UUID.randomUUID().toString(),
                    SectionView.of(FieldView.of(typing.answers(), errors, other, notesHere)),
                    StepView.of(typing.answers(), team, stored.size()), errors, notice,
                    changes().map(request -> new ApplyView.Changes(
                            request.publicText() == null ? "" : request.publicText(), typing.reply())),
                    terms, draft.map(Draft::savedAt), open.map(AccessRequest::id),
                    person.emailVerified(), PlainText.oneLine(person.email()), company, restored,
                    open.map(request -> reports.before(request.id(), List.of())).orElse(List.of()));
        }

        private Optional<AccessRequest> changes() {
            return open.filter(request -> request.state() == RequestState.CHANGES_REQUESTED);
        }
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
