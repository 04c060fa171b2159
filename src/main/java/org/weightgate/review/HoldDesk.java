package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Decision;
import org.weightgate.requests.Held;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestRules;

/// Lets held decisions take effect. The claim on a request is the lock on its row: it ends with its transaction, and
/// PostgreSQL ends the transaction of a replica that stopped in the middle.
@ApplicationScoped
class HoldDesk {

    private static final int BATCH = 100;

    private final Session database;
    private final AccessRequests requests;
    private final CaseFiles files;
    private final People people;

    HoldDesk(Session database, AccessRequests requests, CaseFiles files, People people) {
        this.database = database;
        this.requests = requests;
        this.files = files;
        this.people = people;
    }

    record Due(Instant endsAt, UUID id) {
    }

    /// The next decisions whose hold is over, those after `last` in the order of their ends.
    @Transactional
    List<Due> due(@Nullable Due last) {
        return database.createNativeQuery("""
                select held_ends_at, id from access_request
                where held_ends_at <= transaction_timestamp()
                  and (held_ends_at, id) > (cast(:ends as timestamptz), cast(:id as uuid))
                order by held_ends_at, id limit :most""", Tuple.class)
                .setParameter("ends", last == null ? Instant.EPOCH : last.endsAt())
                .setParameter("id", last == null ? new UUID(0, 0) : last.id())
                .setParameter("most", BATCH).getResultStream()
                .map(row -> new Due(row.get("held_ends_at", Instant.class), row.get("id", UUID.class))).toList();
    }

    /// Ends one hold, unless somebody else is at this request now or was faster.
    @Transactional
    void end(UUID id) {
        Optional<AccessRequest> request = requests.lockUnlessTaken(id);
        Optional<Held> held = request.flatMap(AccessRequest::held);
        if (request.isEmpty() || held.isEmpty()) {
            return;
        }
        Person author = people.findById(held.get().by());
        CaseFile file = files.of(request.get(), author);
        if (RequestRules.decide(request.get().position(), new RequestCommand.EndHold(),
                file.facts()) instanceof Decision.Decided(var events)) {
            files.carryOut(file, tookEffect(events) ? author.id() : null, events);
        }
    }

    private static boolean tookEffect(List<RequestEvent> events) {
        return events.stream().anyMatch(RequestEvent.Conclusion.class::isInstance);
    }
}
