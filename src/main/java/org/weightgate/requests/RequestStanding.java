package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.GateBox;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Need;
import org.weightgate.catalogue.NeedsMe;
import org.weightgate.catalogue.Standing;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// What a model's page and the home page say about my requests.
@ApplicationScoped
class RequestStanding implements Standing, NeedsMe {

    private static final int AFTER_GRANTS = 20;

    private final AccessRequests requests;
    private final Models models;
    private final DatabaseClock clock;
    private final QueueOutlook outlook;

    RequestStanding(AccessRequests requests, Models models, DatabaseClock clock, QueueOutlook outlook) {
        this.outlook = outlook;
        this.requests = requests;
        this.models = models;
        this.clock = clock;
    }

    @Override
    @Transactional
    public Optional<GateBox> of(Person person, Model model) {
        return requests.latest(person.id(), model.id()).flatMap(request -> box(request, model));
    }

    @Override
    public int priority() {
        return AFTER_GRANTS;
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        return requests.of(person.id()).stream().filter(request -> request.state().isEditable()).map(request -> {
            String model = models.findById(request.modelId()).fullName();
            String text = request.state() == RequestState.DRAFT
                    ? "Finish your request for " + model + ": it has not been sent."
                    : "Answer the reviewer about your request for " + model + ".";
            return new Need(request.state().tone(), text, "/requests/" + request.id());
        }).toList();
    }

    private Optional<GateBox> box(AccessRequest request, Model model) {
        Banner banner = Banner.of(request, model.fullName());
        String apply = "/models/" + model.fullName() + "/apply";
        String status = "/requests/" + request.id();
        return switch (request.state()) {
            case DRAFT, CHANGES_REQUESTED -> Optional.of(new GateBox(banner.tone(), banner.headline(), banner.text(),
                    request.state() == RequestState.DRAFT ? "Continue your draft" : "Answer the reviewer", apply));
            case SUBMITTED -> Optional.of(
                    new GateBox(banner.tone(), banner.headline(),
                            outlook.place(request) + ' ' + outlook.forecast(request.modelId()), "See your request", status));
            case REJECTED -> request.reapplyFrom() != null && clock.now().isBefore(request.reapplyFrom())
                    ? Optional.of(new GateBox(banner.tone(), banner.headline(), banner.text(), "See why", status))
                    : Optional.empty();
            case APPROVED, WITHDRAWN, LAPSED -> Optional.empty();
        };
    }
}
