package org.weightgate.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Models;
import org.weightgate.people.Person;
import org.weightgate.people.StepUp;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Held;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Seen;
import org.weightgate.web.Instants;
import org.weightgate.web.PlainText;

/// Several requests at once are several decisions: each names its own version and facts, each has its own result, and one
/// that fails holds up no other.
@ApplicationScoped
class BulkDesk {

    private static final Seen NOTHING_SEEN = new Seen(0, 0, "");

    private final DeskReader reader;
    private final Rehearsal rehearsal;
    private final ReviewDesk desk;
    private final Models models;
    private final ReviewConfig config;
    private final AccessPolicies policies;
    private final StepUp stepUp;
    private final DeskNews news;
    private final RequestHistory history;

    BulkDesk(DeskReader reader, Rehearsal rehearsal, ReviewDesk desk, Models models, ReviewConfig config,
            AccessPolicies policies, StepUp stepUp, DeskNews news, RequestHistory history) {
        this.reader = reader;
        this.rehearsal = rehearsal;
        this.desk = desk;
        this.models = models;
        this.config = config;
        this.policies = policies;
        this.stepUp = stepUp;
        this.news = news;
        this.history = history;
    }

    /// One request as the preview showed it.
    record Chosen(UUID id, Seen seen) {

        static Optional<Chosen> parse(String text) {
            String[] parts = text.split(" ", 4);
            if (parts.length != 4) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Chosen(UUID.fromString(parts[0]),
                        new Seen(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3])));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    /// A decision that can be taken back, as the result named it.
    record Undo(UUID id, int version) {

        static Optional<Undo> parse(String text) {
            String[] parts = text.split(" ", 2);
            try {
                return parts.length == 2 ? Optional.of(new Undo(UUID.fromString(parts[0]), Integer.parseInt(parts[1])))
                        : Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    int most() {
        return config.bulk();
    }

    /// The ticked ones this person may review, and what each would get if a ruling is given.
    @Transactional
    List<BulkView.Item> preview(Person reviewer, List<UUID> ticked, Optional<Ruling> ruling) {
        var items = new ArrayList<BulkView.Item>();
        Set<UUID> distinct = new LinkedHashSet<>(ticked);
        for (UUID id : distinct.stream().limit(config.bulk()).toList()) {
            reader.find(reviewer, id).ifPresent(request -> {
                Seen seen = reader.seen(reviewer, id).orElseThrow();
                items.add(ruling.map(wanted -> rehearsed(reviewer, request, seen, wanted))
                        .orElseGet(
                                () -> item(request, seen, request.state() == RequestState.SUBMITTED, request.state().word())));
            });
        }
        return List.copyOf(items);
    }

    /// Asks for a fresh second factor before the first decision, if one of the models wants it: none is left half done.
    @Transactional
    void requireStepUp(Person reviewer, List<Chosen> chosen) {
        stepUp.require(chosen.stream().limit(config.bulk()).map(one -> reader.find(reviewer, one.id()))
                .flatMap(Optional::stream)
                .map(AccessRequest::modelId).distinct().anyMatch(model -> policies.current(models.findById(model)).stepUp()));
    }

    /// Not one transaction: each decision stands for itself, and a second call with the same key repeats none of them.
    List<BulkView.Item> decide(Person reviewer, String key, List<Chosen> chosen, Ruling ruling) {
        var items = new ArrayList<BulkView.Item>();
        for (Chosen one : chosen.stream().limit(config.bulk()).toList()) {
            Outcome<Ruled> outcome = desk.decide(reviewer, one.id(), keyFor(key, one.id()), one.seen(), ruling);
            result(reviewer, one, outcome).ifPresent(items::add);
        }
        return List.copyOf(items);
    }

    /// What was ticked and could not be decided has no result, and is listed with why.
    @Transactional
    List<BulkView.Item> passedOver(Person reviewer, List<UUID> ids, Ruling ruling) {
        return preview(reviewer, ids, Optional.of(ruling)).stream()
                .map(item -> item.possible() ? item.not("could not be decided when you looked, and can be now") : item)
                .toList();
    }

    /// Takes back one of the held decisions, or all.
    List<BulkView.Item> takeBack(Person reviewer, List<Undo> held, Predicate<Undo> which, String key) {
        var items = new ArrayList<BulkView.Item>();
        for (Undo one : held.stream().limit(config.bulk()).toList()) {
            Optional<Outcome<Ruled>> outcome = which.test(one)
                    ? Optional.of(desk.takeBack(reviewer, one.id(), keyFor(key, one.id()), one.version()))
                    : Optional.empty();
            reader.find(reviewer, one.id()).map(request -> outcome.map(done -> takenBack(reviewer, request, done))
                    .orElseGet(() -> held(reviewer, request, NOTHING_SEEN))).ifPresent(items::add);
        }
        return List.copyOf(items);
    }

    /// Who sends no key asks for no protection against doing it twice, and never meets what another call left behind.
    private static String keyFor(String key, UUID id) {
        return key.isBlank() ? "" : key + "-" + id;
    }

    private BulkView.Item takenBack(Person reviewer, AccessRequest request, Outcome<Ruled> outcome) {
        return switch (outcome) {
            case Outcome.Done<Ruled> _ -> takenBack(request);
            case Outcome.Refused<Ruled> _ when isTakenBack(reviewer, request) -> takenBack(request);
            case Outcome.Refused<Ruled>(var reason) -> item(request, NOTHING_SEEN, false, Refusals.of(reason).detail());
        };
    }

    private boolean isTakenBack(Person reviewer, AccessRequest request) {
        return request.state() == RequestState.SUBMITTED && request.held().isEmpty()
                && history.tookBack(reviewer.id(), request.id());
    }

    private BulkView.Item takenBack(AccessRequest request) {
        return item(request, NOTHING_SEEN, false, "your decision was taken back: nothing was given, and nobody was told")
                .back();
    }

    private Optional<BulkView.Item> result(Person reviewer, Chosen one, Outcome<Ruled> outcome) {
        return reader.find(reviewer, one.id()).map(request -> switch (outcome) {
            case Outcome.Done<Ruled>(var ruled) ->
                ruled.held() == null ? item(request, one.seen(), true, ruled.words()) : held(reviewer, request, one.seen());
            case Outcome.Refused<Ruled>(var reason) -> refused(reviewer, request, one.seen(), Refusals.of(reason));
        });
    }

    private BulkView.Item refused(Person reviewer, AccessRequest request, Seen seen, Refusals refusal) {
        BulkView.Item item = item(request, seen, false, refusal.detail());
        return refusal.isOutdated()
                ? news.since(reviewer, request.id(), OptionalInt.empty(), seen).map(item::meanwhile).orElse(item)
                : item;
    }

    private BulkView.Item rehearsed(Person reviewer, AccessRequest request, Seen seen, Ruling ruling) {
        return switch (rehearsal.of(reviewer, request.id(), seen, ruling)) {
            case Outcome.Refused<List<RequestEvent>>(var reason) -> item(request, seen, false, Refusals.of(reason).detail());
            case Outcome.Done<List<RequestEvent>>(var events) -> item(request, seen, true, words(events));
        };
    }

    /// As it stands while the reader's decision can be taken back, or after that.
    private BulkView.Item held(Person reviewer, AccessRequest request, Seen seen) {
        Optional<Held> held = request.held();
        Optional<Held> own = held.filter(one -> one.by().equals(reviewer.id()));
        if (own.isPresent()) {
            return item(request, seen, true, "you decided to " + own.get().verdict().words())
                    .until(new BulkView.Hold(own.get().endsAt(), request.version()));
        }
        if (isTakenBack(reviewer, request)) {
            return takenBack(request);
        }
        return switch (request.state()) {
            case APPROVED, REJECTED, CHANGES_REQUESTED -> item(request, seen, true, request.state().word());
            case WITHDRAWN, LAPSED, DRAFT -> item(request, seen, false, request.state().word());
            case SUBMITTED -> item(request, seen, false, "no longer held by you: "
                    + held.map(other -> "somebody else decided to " + other.verdict().words())
                            .orElse("it waits for review again"));
        };
    }

    private BulkView.Item item(AccessRequest request, Seen seen, boolean possible, String outcome) {
        return new BulkView.Item(request.id(), request.reference(), PlainText.oneLine(request.applicantName()),
                models.findById(request.modelId()).fullName(), request.state(), seen.version(), seen.revision(),
                seen.factsDigest(), possible, outcome, DeskNews.News.NONE, null, false);
    }

    private static String words(List<RequestEvent> events) {
        for (RequestEvent event : events) {
            if (event instanceof RequestEvent.DecisionHeld(var held)) {
                return words(List.of(held.conclusion())) + ", unless you undo it before it takes effect";
            }
            if (event instanceof RequestEvent.Approved(var _, Instant until)) {
                return "gets access until " + Instants.day(until);
            }
            if (event instanceof RequestEvent.Rejected rejected) {
                return "is rejected" + (rejected.reapplyFrom() == null ? ""
                        : ", and may apply again from " + Instants.day(rejected.reapplyFrom()));
            }
            if (event instanceof RequestEvent.ChangesRequested) {
                return "is asked for changes";
            }
        }
        return "gets your vote; another reviewer has to agree";
    }
}
