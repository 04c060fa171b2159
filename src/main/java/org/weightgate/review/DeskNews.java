package org.weightgate.review;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Models;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.FactChange;
import org.weightgate.requests.Facts;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Seen;
import org.weightgate.requests.ShownFact;
import org.weightgate.requests.ShownFacts;
import org.weightgate.requests.ShownFacts.Shown;
import org.weightgate.web.PlainText;

/// Whether what somebody saw of a request still holds, and who changed what since if not.
@ApplicationScoped
class DeskNews {

    private final DeskReader reader;
    private final RequestFacts facts;
    private final ShownFacts shown;
    private final RequestHistory history;
    private final People people;
    private final Models models;
    private final Steps steps;

    DeskNews(DeskReader reader, RequestFacts facts, ShownFacts shown, RequestHistory history, People people, Models models,
            Steps steps) {
        this.reader = reader;
        this.facts = facts;
        this.shown = shown;
        this.history = history;
        this.people = people;
        this.models = models;
        this.steps = steps;
    }

    /// What happened since.
    ///
    /// @param stale   a decision made on what was seen would be refused
    /// @param changed the facts that are not what was shown
    public record News(UUID request, boolean stale, List<Changed> changed, List<DeskView.Step> steps) {

        static final News NONE = new News(new UUID(0, 0), false, List.of(), List.of());

        public boolean isNothing() {
            return !stale && steps.isEmpty();
        }
    }

    /// A fact that is not as it was shown.
    ///
    /// @param before empty when that is not known
    public record Changed(ShownFact fact, String before, String now) {
    }

    /// Since a page was made, for whom it still shows: what the reader did themselves is no news.
    @Transactional
    Optional<News> since(Person reviewer, UUID id, int seq, Seen seen) {
        return reader.find(reviewer, id).map(request -> {
            News news = news(request, seq, seen);
            boolean matters = request.state() == RequestState.SUBMITTED && request.held().isEmpty();
            var others = history.of(id).stream().filter(event -> event.seq() > seq)
                    .filter(event -> !reviewer.id().equals(event.actor()) || request.version() != seen.version()).toList();
            return new News(id, matters && news.stale(), matters ? news.changed() : List.of(), steps.of(others));
        });
    }

    /// Since what a refused decision named; without a place in the history, since the facts were first shown so.
    @Transactional
    Optional<News> since(Person reviewer, UUID id, OptionalInt seq, Seen seen) {
        return reader.find(reviewer, id).map(request -> news(request,
                seq.orElseGet(() -> shown.of(id, seen).map(Shown::seq).orElse(Integer.MAX_VALUE)), seen));
    }

    private News news(AccessRequest request, int seq, Seen seen) {
        Facts now = facts.of(people.findById(request.personId()), models.findById(request.modelId()), Optional.of(request));
        var before = shown.of(request.id(), seen).map(Shown::words).orElseGet(Map::of);
        var happened = history.of(request.id()).stream().filter(event -> event.seq() > seq).toList();
        return new News(request.id(), request.version() != seen.version() || !now.digest().equals(seen.factsDigest()),
                changed(now, seen, before), steps.of(happened));
    }

    /// Who named no digest saw no facts.
    private List<Changed> changed(Facts now, Seen seen, Map<ShownFact, String> before) {
        return seen.factsDigest().isEmpty() ? List.of()
                : now.changedSince(seen.factsDigest(), before).stream()
                        .map(change -> named(change, before.containsKey(change.fact()))).toList();
    }

    private Changed named(FactChange change, boolean known) {
        return change.fact() == ShownFact.CONFLICTS && known
                ? new Changed(change.fact(), names(change.before()), names(change.now()))
                : new Changed(change.fact(), change.before(), change.now());
    }

    private String names(String ids) {
        return ids.isEmpty() ? "nobody"
                : ids.lines().map(UUID::fromString).map(people::findById)
                        .map(person -> PlainText.oneLine(person.displayName())).collect(Collectors.joining(", "));
    }
}
