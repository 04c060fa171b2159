package org.weightgate.review;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.Event;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.AnswerView;
import org.weightgate.requests.Facts;
import org.weightgate.requests.PlainText;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.Verdict;
import org.weightgate.requests.When;

/// Puts a request on the desk of someone who may review its model; for everyone else there is none.
@ApplicationScoped
class DeskReader {

    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final Jurisdiction jurisdiction;
    private final Votes votes;
    private final People people;
    private final Models models;

    DeskReader(AccessRequests requests, RequestFacts facts, RequestHistory history, Jurisdiction jurisdiction, Votes votes,
            People people, Models models) {
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.jurisdiction = jurisdiction;
        this.votes = votes;
        this.people = people;
        this.models = models;
    }

    @Transactional
    Optional<DeskView> read(Person reviewer, UUID id, Optional<DeskView.Attempt> attempt) {
        return requests.findByIdOptional(id).filter(request -> request.revision() > 0)
                .filter(request -> jurisdiction.covers(reviewer, request.modelId()))
                .map(request -> view(reviewer, request, attempt));
    }

    private DeskView view(Person reviewer, AccessRequest request, Optional<DeskView.Attempt> attempt) {
        Person applicant = people.findById(request.personId());
        Model model = models.findById(request.modelId());
        Facts now = facts.of(applicant, model, Optional.of(request));
        Set<UUID> approvers = votes.approvers(request.id(), request.revision());
        String reapply = now.now().plus(Duration.ofDays(now.policy().reapplyDays())).atZone(ZoneOffset.UTC).toLocalDate()
                .toString();
        return new DeskView(request.id(), request.reference(), model.fullName(), request.state(), request.revision(),
                request.version(), now.digest(), new When(Objects.requireNonNull(request.submittedAt())),
                AnswerView.of(requests.answers(request)),
                new DeskView.Applicant(PlainText.oneLine(applicant.displayName()), PlainText.oneLine(applicant.username()),
                        PlainText.oneLine(applicant.email()), applicant.emailVerified()),
                earlier(reviewer, request), votesOn(request), steps(request), approvers.size(), now.policy().quorum(),
                now.policy().grantDays(), applicant.id().equals(reviewer.id()), !now.terms().equals(now.accepted()),
                Optional.ofNullable(request.publicText()),
                attempt.orElseGet(() -> DeskView.Attempt.none(now.policy().grantDays(), reapply)),
                UUID.randomUUID().toString());
    }

    private List<DeskView.Earlier> earlier(Person reviewer, AccessRequest request) {
        List<UUID> mine = jurisdiction.of(reviewer);
        return requests.earlierOf(request.personId(), request.id()).stream()
                .filter(earlier -> mine.contains(earlier.modelId()) && earlier.revision() > 0)
                .map(earlier -> new DeskView.Earlier(earlier.id(), earlier.reference(),
                        models.findById(earlier.modelId()).fullName(), earlier.state(), new When(earlier.createdAt())))
                .toList();
    }

    private List<DeskView.Vote> votesOn(AccessRequest request) {
        return votes.of(request.id(), request.revision()).stream()
                .map(vote -> new DeskView.Vote(PlainText.oneLine(vote.reviewer()), switch (Verdict.valueOf(vote.verdict())) {
                    case APPROVE -> "approved";
                    case REJECT -> "rejected";
                    case REQUEST_CHANGES -> "asked for changes";
                }, new When(vote.at()))).toList();
    }

    private List<DeskView.Step> steps(AccessRequest request) {
        return history.of(request.id()).stream()
                .map(event -> new DeskView.Step(new When(event.at()), words(event))).toList();
    }

    private String words(Event event) {
        String who = event.actor() == null ? "The portal"
                : people.findByIdOptional(event.actor()).map(person -> PlainText.oneLine(person.displayName()))
                        .orElse("Someone");
        return who + " " + RequestEvent.words(event.type());
    }
}
