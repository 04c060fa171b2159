package org.weightgate.review;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Facts;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;

/// Opens a request for a decision and carries out what was decided: state, grants, mails and events are one transaction.
@ApplicationScoped
class CaseFiles {

    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final Jurisdiction jurisdiction;
    private final People people;
    private final Models models;
    private final TermsVersions terms;
    private final GrantDesk grants;
    private final DecisionLetters letters;

    CaseFiles(AccessRequests requests, RequestFacts facts, RequestHistory history, Jurisdiction jurisdiction, People people,
            Models models, TermsVersions terms, GrantDesk grants, DecisionLetters letters) {
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.jurisdiction = jurisdiction;
        this.people = people;
        this.models = models;
        this.terms = terms;
        this.grants = grants;
        this.letters = letters;
    }

    /// Holds the request's row and reads the facts as they are for this reviewer.
    @Transactional(TxType.MANDATORY)
    Optional<CaseFile> open(UUID id, Person reviewer) {
        return requests.lock(id).filter(request -> request.revision() > 0).map(request -> of(request, reviewer));
    }

    /// The same for a row that is held already.
    @Transactional(TxType.MANDATORY)
    CaseFile of(AccessRequest request, Person reviewer) {
        Person applicant = people.findById(request.personId());
        Model model = models.findById(request.modelId());
        Facts now = facts.of(applicant, model, Optional.of(request))
                .reviewed(jurisdiction.covers(reviewer, request.modelId()));
        return new CaseFile(request, applicant, model, now);
    }

    @Transactional(TxType.MANDATORY)
    void carryOut(CaseFile file, @Nullable UUID actor, List<RequestEvent> events) {
        history.write(file.request(), actor, events);
        events.forEach(event -> effect(file, actor, event));
    }

    private void effect(CaseFile file, @Nullable UUID actor, RequestEvent event) {
        AccessRequest request = file.request();
        switch (event) {
            case RequestEvent.Approved approved -> give(file, Objects.requireNonNull(actor), approved);
            case RequestEvent.Rejected rejected -> {
                if (rejected.reason() == RejectionReason.BANNED) {
                    letters.closedForBan(request, file.applicant(), file.model());
                } else {
                    letters.rejected(request, file.applicant(), file.model(), rejected);
                }
                team(file).forEach(member -> letters.rejectedWith(request, member, file.model()));
            }
            case RequestEvent.ChangesRequested changes ->
                letters.changesRequested(request, file.applicant(), file.model(), changes);
            case RequestEvent.DecisionVoided gone -> {
                if (!gone.reviewer().equals(actor)) {
                    letters.neverTookEffect(request, people.findById(gone.reviewer()), file.model(), gone);
                }
            }
            case RequestEvent.Voted _ -> {
            }
            case RequestEvent.DecisionHeld _ -> {
            }
            case RequestEvent.DecisionTakenBack _ -> {
            }
            case RequestEvent.ConflictDeclared _ -> {
            }
            case RequestEvent.ConflictRetracted _ -> {
            }
            case RequestEvent.Started _ -> throw new IllegalStateException("A review does not lead to " + event.type());
            case RequestEvent.Submitted _ -> throw new IllegalStateException("A review does not lead to " + event.type());
            case RequestEvent.Withdrawn _ -> throw new IllegalStateException("A review does not lead to " + event.type());
            case RequestEvent.Lapsed _ -> throw new IllegalStateException("A review does not lead to " + event.type());
        }
    }

    /// The applicant and every member who accepted and is not banned get a grant of their own, all tied to this request; in
    /// the order of their ids, so that two approvals that share people wait for each other and never both.
    private void give(CaseFile file, UUID actor, RequestEvent.Approved approved) {
        AccessRequest request = file.request();
        UUID accepted = terms.current(file.model()).id();
        var holders = new TreeSet<>(file.facts().company().receivers());
        holders.add(file.applicant().id());
        for (UUID holder : holders) {
            boolean applied = holder.equals(file.applicant().id());
            Grant grant = applied
                    ? grants.issue(holder, file.model(), request.id(), actor, accepted, approved.until())
                    : grants.issueToMember(holder, file.model(), request.id(), actor, accepted, approved.until());
            if (grant.suspendReason().isPresent()) {
                letters.approvedButPaused(request, people.findById(holder), file.model(), approved);
            } else if (applied) {
                letters.approved(request, file.applicant(), file.model(), approved);
            } else {
                letters.approvedWith(request, people.findById(holder), file.model(), grant.endsAt());
            }
        }
        team(file).filter(member -> !holders.contains(member.id()))
                .forEach(member -> letters.approvedWithout(request, member, file.model()));
    }

    private Stream<Person> team(CaseFile file) {
        return file.facts().company().present(people).stream();
    }
}
