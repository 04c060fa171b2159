package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Models;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Facts;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.RequestState;

/// Whether an open desk still shows the request as it is, and what happened since if not.
@ApplicationScoped
class DeskNews {

    private final DeskReader reader;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final People people;
    private final Models models;
    private final Steps steps;

    DeskNews(DeskReader reader, RequestFacts facts, RequestHistory history, People people, Models models, Steps steps) {
        this.reader = reader;
        this.facts = facts;
        this.history = history;
        this.people = people;
        this.models = models;
        this.steps = steps;
    }

    /// What happened since the page was made.
    ///
    /// @param stale a decision made from the page would be refused
    /// @param changed the facts that are not what the page shows
    public record News(UUID request, boolean stale, List<String> changed, List<DeskView.Step> steps) {

        public boolean isNothing() {
            return !stale && steps.isEmpty();
        }
    }

    @Transactional
    Optional<News> since(Person reviewer, UUID id, int seq, int version, String digest) {
        return reader.find(reviewer, id).map(request -> {
            Facts now = facts.of(people.findById(request.personId()), models.findById(request.modelId()),
                    Optional.of(request));
            var happened = history.of(id).stream().filter(event -> event.seq() > seq)
                    .filter(event -> !reviewer.id().equals(event.actor()) || request.version() != version).toList();
            boolean matters = request.state() == RequestState.SUBMITTED && request.held().isEmpty();
            return new News(id, matters && isStale(request, now, version, digest),
                    matters ? now.changedSince(digest) : List.of(), steps.of(happened));
        });
    }

    private static boolean isStale(AccessRequest request, Facts now, int version, String digest) {
        return request.version() != version || !now.digest().equals(digest);
    }
}
