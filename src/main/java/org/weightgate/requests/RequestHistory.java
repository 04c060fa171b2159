package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Event;
import org.weightgate.events.Events;

/// Carries decided events into the request, its votes and notes, and into the record, in one transaction.
@ApplicationScoped
public class RequestHistory {

    private static final Set<String> HOLDS = Set.of(RequestEvent.DecisionHeld.TYPE, RequestEvent.DecisionTakenBack.TYPE,
            RequestEvent.DecisionVoided.TYPE);

    private final Events events;
    private final DatabaseClock clock;
    private final AccessRequests requests;
    private final Ballots ballots;
    private final ChangeNotes notes;
    private final Conflicts conflicts;
    private final ShownFacts shown;

    RequestHistory(Events events, DatabaseClock clock, AccessRequests requests, Ballots ballots, ChangeNotes notes,
            Conflicts conflicts, ShownFacts shown) {
        this.events = events;
        this.clock = clock;
        this.requests = requests;
        this.ballots = ballots;
        this.notes = notes;
        this.conflicts = conflicts;
        this.shown = shown;
    }

    /// Without an actor it was the portal itself.
    @Transactional(Transactional.TxType.MANDATORY)
    public void write(AccessRequest request, @Nullable UUID actor, List<RequestEvent> happened) {
        for (RequestEvent event : happened) {
            request.apply(event, clock.now());
            events.append(request.id(), event.type(), actor, event.payload());
            keep(request.id(), event, clock.now());
        }
        requests.flush();
        if (!request.state().isOpen()) {
            shown.forget(request.id());
        }
    }

    public List<Event> of(UUID request) {
        return events.history(request);
    }

    /// Whether the last decision that was held ended because its author took it back.
    @Transactional
    public boolean tookBack(UUID author, UUID request) {
        return of(request).reversed().stream().filter(event -> HOLDS.contains(event.type())).findFirst()
                .filter(event -> event.type().equals(RequestEvent.DecisionTakenBack.TYPE) && author.equals(event.actor()))
                .isPresent();
    }

    private void keep(UUID request, RequestEvent event, Instant now) {
        switch (event) {
            case RequestEvent.Voted vote -> ballots.record(request, vote, now);
            case RequestEvent.DecisionTakenBack(var revision, var reviewer) -> ballots.remove(request, revision, reviewer);
            case RequestEvent.DecisionVoided gone -> ballots.remove(request, gone.revision(), gone.reviewer());
            case RequestEvent.ChangesRequested changes -> notes.keep(request, changes);
            case RequestEvent.ConflictDeclared conflict -> conflicts.declare(request, conflict, now);
            case RequestEvent.ConflictRetracted conflict -> conflicts.retract(request, conflict);
            case RequestEvent.Started _ -> {
            }
            case RequestEvent.Submitted _ -> {
            }
            case RequestEvent.Approved _ -> {
            }
            case RequestEvent.Rejected _ -> {
            }
            case RequestEvent.DecisionHeld _ -> {
            }
            case RequestEvent.Withdrawn _ -> {
            }
            case RequestEvent.Lapsed _ -> {
            }
        }
    }
}
