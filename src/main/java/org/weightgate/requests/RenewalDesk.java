package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.DownloadRecord;
import org.weightgate.catalogue.DownloadRecord.Downloaded;
import org.weightgate.catalogue.Model;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.web.Problem.FieldError;

/// Begins the renewal of access: a new request with the answers of the approved one and a report on the use made of it. What
/// is held stays as it is; the approval of the new request puts the new grant in its place.
@ApplicationScoped
class RenewalDesk {

    private final ApplicantDesk desk;
    private final AccessRequests requests;
    private final UsageReports reports;
    private final Idempotency idempotency;
    private final Instance<DownloadRecord> downloads;
    private final Renewals renewals;
    private final DatabaseClock clock;

    RenewalDesk(ApplicantDesk desk, AccessRequests requests, UsageReports reports, Idempotency idempotency,
            Instance<DownloadRecord> downloads, Renewals renewals, DatabaseClock clock) {
        this.desk = desk;
        this.requests = requests;
        this.reports = reports;
        this.idempotency = idempotency;
        this.downloads = downloads;
        this.renewals = renewals;
        this.clock = clock;
    }

    /// The request whose grant can be renewed, if the person has one.
    @Transactional
    Optional<AccessRequest> approved(Person person, Model model) {
        return requests.latestApproved(person.id(), model.id())
                .filter(_ -> renewals.open(person.id(), model.id()));
    }

    /// What was written for a renewal of the same access that came to nothing.
    @Transactional
    UsageReport begun(AccessRequest approved) {
        return requests.lastAfter(approved.id()).flatMap(last -> reports.of(last.id())).orElse(UsageReport.EMPTY);
    }

    @Transactional
    Downloaded downloaded(Person person, Model model) {
        return downloads.stream().findFirst().map(record -> record.of(person.id(), model.id())).orElse(Downloaded.NOTHING);
    }

    @Transactional
    Outcome<Saved> renew(Person person, Model model, String key, UsageReport report) {
        List<FieldError> errors = report.errors();
        if (!errors.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.InvalidAnswers(errors));
        }
        Optional<AccessRequest> old = approved(person, model);
        if (old.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        var call = new Idempotency.Call(person.id(), key, "renew " + model.id(), report);
        return idempotency.once(call, Saved.class, () -> {
            Outcome<Saved> started = desk.renew(person, old.get().id());
            if (started instanceof Outcome.Done<Saved>(var saved)) {
                reports.keep(saved.id(), report.clean(), downloaded(person, model), clock.now());
            }
            return started;
        });
    }
}
