package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Rules;
import org.weightgate.catalogue.TermsAcceptances;
import org.weightgate.catalogue.TermsAcceptances.Way;
import org.weightgate.people.Organisations;
import org.weightgate.people.Person;

/// What a submission says to other rooms: which terms were accepted, and which organisation was named.
@ApplicationScoped
class SubmissionNotes {

    private final TermsAcceptances acceptances;
    private final Organisations organisations;

    SubmissionNotes(TermsAcceptances acceptances, Organisations organisations) {
        this.acceptances = acceptances;
        this.organisations = organisations;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void of(Person applicant, UUID request, Rules accepted, Answers answers, Instant now) {
        acceptances.recordWithEvent(applicant.id(), accepted.termsId(), accepted.termsSha256(), Way.REQUEST, request, now);
        organisations.named(applicant.id(), answers.to(Question.AFFILIATION));
    }
}
