package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Event;
import org.weightgate.events.Events;

/// Carries decided events into the request and into the record, in one transaction.
@ApplicationScoped
public class RequestHistory {

    private final Events events;
    private final DatabaseClock clock;
    private final AccessRequests requests;
    private final ChangeNotes notes;

    RequestHistory(Events events, DatabaseClock clock, AccessRequests requests, ChangeNotes notes) {
        this.events = events;
        this.clock = clock;
        this.requests = requests;
        this.notes = notes;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void write(AccessRequest request, UUID actor, List<RequestEvent> happened) {
        for (RequestEvent event : happened) {
            request.apply(event, clock.now());
            events.append(request.id(), event.type(), actor, event.payload());
            if (event instanceof RequestEvent.ChangesRequested changes) {
                notes.keep(request.id(), changes);
            }
        }
        requests.flush();
    }

    public List<Event> of(UUID request) {
        return events.history(request);
    }
}
