package org.weightgate.requests;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.people.Person;

/// What goes with a request that is sent: the question to the referee, and the reply to a reviewer who asked for changes.
@ApplicationScoped
class Resubmission {

    private final Session database;
    private final AccessRequests requests;
    private final DraftReplies replies;
    private final Messages messages;
    private final RefereeDesk referees;

    Resubmission(Session database, AccessRequests requests, DraftReplies replies, Messages messages, RefereeDesk referees) {
        this.database = database;
        this.requests = requests;
        this.replies = replies;
        this.messages = messages;
        this.referees = referees;
    }

    /// Whether a reviewer would read nothing new: the same answers, terms, people and files, and no reply.
    @Transactional(Transactional.TxType.MANDATORY)
    boolean repeats(AccessRequest request, Answers answers, Terms accepted) {
        return requests.revision(request.id(), request.revision())
                .filter(before -> before.answersSha256().equals(answers.clean().sha256()) && before.terms().equals(accepted))
                .isPresent()
                && replies.of(request.id()).isBlank() && !companyChanged(request.id(), request.revision());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void sent(AccessRequest request, Person applicant, Company company) {
        if (request.revision() > 1) {
            messages.reply(applicant, request, replies.of(request.id()));
            replies.keep(request.id(), "");
        }
        if (company.referee() != RefereeState.NONE) {
            referees.ask(request);
        }
    }

    private boolean companyChanged(UUID request, int revision) {
        return Column.of(database, """
                select exists (select 1 from attachment where request_id = :request
                                   and (since_revision > :revision and state = 'STORED' or until_revision = :revision))
                    or exists (select 1 from member m join request_revision v
                                   on v.request_id = m.request_id and v.number = :revision
                               where m.request_id = :request
                                   and greatest(m.invited_at, m.answered_at) > v.submitted_at)
                    or exists (select 1 from referee f join request_revision v
                                   on v.request_id = f.request_id and v.number = :revision
                               where f.request_id = :request and f.changed_at > v.submitted_at)""", Boolean.class)
                .setParameter("request", request).setParameter("revision", revision).getSingleResult();
    }
}
