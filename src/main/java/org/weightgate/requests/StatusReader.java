package org.weightgate.requests;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.notices.Deliveries;
import org.weightgate.people.BanCheck;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Puts together the page of one request for its applicant, and for nobody else.
@ApplicationScoped
class StatusReader {

    private final AccessRequests requests;
    private final RequestHistory history;
    private final Deliveries deliveries;
    private final Models models;
    private final Messages messages;
    private final ChangeNotes notes;
    private final QueueOutlook outlook;
    private final Teams teams;
    private final Attachments attachments;
    private final UsageReports reports;
    private final DraftReplies replies;
    private final BanCheck bans;
    private final RequestFacts facts;
    private final Renewals renewals;

    StatusReader(AccessRequests requests, RequestHistory history, Deliveries deliveries, Models models,
            Messages messages, ChangeNotes notes, QueueOutlook outlook, Teams teams, Attachments attachments,
            UsageReports reports, DraftReplies replies, BanCheck bans, RequestFacts facts, Renewals renewals) {
        this.requests = requests;
        this.history = history;
        this.deliveries = deliveries;
        this.models = models;
        this.messages = messages;
        this.notes = notes;
        this.outlook = outlook;
        this.teams = teams;
        this.attachments = attachments;
        this.reports = reports;
        this.replies = replies;
        this.bans = bans;
        this.facts = facts;
        this.renewals = renewals;
    }

    @Transactional
    Optional<StatusView> of(Person person, UUID id, StatusView.Attempt attempt) {
        return requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()))
                .map(request -> view(request, person, attempt));
    }

    private StatusView view(AccessRequest request, Person person, StatusView.Attempt attempt) {
        Model model = models.findById(request.modelId());
        Optional<RequestRevision> sent = requests.revision(request.id(), request.revision());
        Optional<Answers> unsent = requests.unsent(request);
        Answers answers = unsent.or(() -> sent.map(RequestRevision::answers)).orElseGet(Answers::empty);
        Optional<StatusView.Banned> banned = banned(request, person);
        return new StatusView(request.id(), request.reference(), model.fullName(),
                banner(request, model, person, banned.isPresent()),
                outlookOf(request), Optional.ofNullable(request.publicText()).filter(_ -> !isClosedByBan(request)),
                notesOn(request), timeline(request),
                reports.before(request.id(), AnswerView.of(answers)), unsent.isPresent(), sent.map(RequestRevision::terms),
                actions(request, model, person, banned.isPresent()), banned, UUID.randomUUID().toString(),
                ThreadView.of(messages.forApplicant(request.id()), Messages.isOpenFor(request), attempt.message(),
                        attempt.errors().stream().filter(error -> error.field().equals("message")).map(FieldError::message)
                                .findFirst()),
                beside(request, model), attempt, mails(request), unsentReply(request));
    }

    private Banner banner(AccessRequest request, Model model, Person person, boolean banned) {
        return isClosedByBan(request) && !banned ? Banner.afterBan(request, facts.waitEnds(person, model))
                : Banner.of(request, model.fullName());
    }

    private static boolean isClosedByBan(AccessRequest request) {
        return request.reason() == RejectionReason.BANNED;
    }

    private Optional<StatusView.Outlook> outlookOf(AccessRequest request) {
        return request.state() == RequestState.SUBMITTED
                ? Optional.of(new StatusView.Outlook(outlook.place(request), outlook.forecast(request.modelId())))
                : Optional.empty();
    }

    private List<FieldNote> notesOn(AccessRequest request) {
        return request.state() == RequestState.CHANGES_REQUESTED ? notes.of(request.id(), request.revision()) : List.of();
    }

    private Optional<String> unsentReply(AccessRequest request) {
        return Optional.of(request).filter(left -> left.state().isGivenUp()).map(left -> replies.of(left.id()))
                .filter(reply -> !reply.isBlank()).map(PlainText::lines);
    }

    private List<Moment> timeline(AccessRequest request) {
        return Moment.merge(Moment.of(history.of(request.id())),
                Moment.ofMails(deliveries.about(request.id(), request.personId())));
    }

    private List<MailView> mails(AccessRequest request) {
        return deliveries.about(request.id(), request.personId()).stream().map(MailView::of).toList().reversed();
    }

    private StatusView.Beside beside(AccessRequest request, Model model) {
        boolean unsent = request.state().isEditable() || request.state().isGivenUp();
        int revision = unsent ? request.revision() + 1 : request.revision();
        Team team = teams.of(model, Optional.of(request));
        var ways = new HashMap<UUID, MailView>();
        team.open().forEach(member -> lastMail(member.id()).ifPresent(mail -> ways.put(member.id(), mail)));
        Optional<MailView> refereesMail = team.referee().flatMap(Referee::asked).flatMap(asked -> lastMail(asked.id()));
        return new StatusView.Beside(team, attachments.of(request.id(), revision), Map.copyOf(ways), refereesMail);
    }

    private Optional<MailView> lastMail(UUID invitation) {
        return deliveries.about(invitation).stream().reduce((_, last) -> last).map(MailView::of);
    }

    private Optional<StatusView.Banned> banned(AccessRequest request, Person person) {
        return request.state().isOpen() ? Optional.empty()
                : bans.all(person).stream().filter(ban -> ban.model().filter(id -> !id.equals(request.modelId())).isEmpty())
                        .findFirst().map(ban -> new StatusView.Banned(ban.reason(), ban.lastMoment()));
    }

    private StatusView.Actions actions(AccessRequest request, Model model, Person person, boolean banned) {
        RequestState state = request.state();
        boolean again = !state.isOpen() && state != RequestState.APPROVED && !banned
                && facts.waitEnds(person, model).isEmpty();
        boolean renews = again && requests.latest(person.id(), model.id()).filter(latest -> latest.state().isOpen()).isEmpty()
                && requests.ended(person.id(), model.id()).approved()
                && renewals.open(person.id(), model.id());
        return new StatusView.Actions(state.isEditable(), state == RequestState.APPROVED, state.isOpen(), again && !renews,
                renews,
                state == RequestState.SUBMITTED, state.isOpen());
    }
}
