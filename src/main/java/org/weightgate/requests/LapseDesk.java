package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.Column;
import org.weightgate.notices.Deliveries;
import org.weightgate.people.People;
import org.weightgate.people.Person;

/// An idle request gets a reminder, and lapses when that has arrived and nothing came of it. Whatever its owner does begins
/// the count anew, and so another reminder.
@ApplicationScoped
class LapseDesk {

    private static final int BATCH = 100;

    private final Session database;
    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final LapseLetters letters;
    private final CompanyLetters company;
    private final Deliveries deliveries;
    private final People people;
    private final Models models;

    LapseDesk(Session database, AccessRequests requests, RequestFacts facts, RequestHistory history, LapseLetters letters,
            CompanyLetters company,
            Deliveries deliveries, People people, Models models) {
        this.database = database;
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.letters = letters;
        this.company = company;
        this.deliveries = deliveries;
        this.people = people;
        this.models = models;
    }

    /// Requests that may have been idle for long enough to be reminded of, in the order of their ids.
    @Transactional
    List<UUID> idle(UUID after) {
        return Column.of(database, """
                with policy as (select distinct on (model_id) model_id, greatest(0, lapse_days - notice_days) as quiet_days
                                from access_policy order by model_id, version desc)
                select r.id from access_request r join policy on policy.model_id = r.model_id
                where r.state in ('DRAFT', 'CHANGES_REQUESTED') and r.id > :after
                  and r.updated_at <= transaction_timestamp() - make_interval(days => policy.quiet_days)
                order by r.id limit :most""", UUID.class)
                .setParameter("after", after).setParameter("most", BATCH).getResultList();
    }

    /// Reminds, lapses or leaves alone, unless somebody else is at this request now.
    @Transactional
    void lookAfter(UUID id) {
        Optional<AccessRequest> found = requests.lockUnlessTaken(id).filter(request -> request.state().isEditable());
        if (found.isEmpty()) {
            return;
        }
        AccessRequest request = found.get();
        Person person = people.findById(request.personId());
        Model model = models.findById(request.modelId());
        Facts now = facts.of(person, model, found);
        Instant idleSince = idleSince(request);
        String reminder = "request-idle:" + id + ":" + idleSince.toEpochMilli();
        @Nullable
        Instant reminded = deliveries.delivered(reminder).orElse(null);
        if (RequestRules.decide(request.position(), new RequestCommand.Lapse(idleSince, reminded),
                now) instanceof Decision.Decided(var events)) {
            history.write(request, null, events);
            letters.lapsed(request, person, model);
            now.company().present(people).forEach(member -> company.lapsed(request, model, member));
            return;
        }
        Instant remindFrom = idleSince.plus(now.policy().lapse()).minus(now.policy().notice());
        if (!now.now().isBefore(remindFrom)) {
            letters.reminder(request, reminder, person, model, lapsesFrom(idleSince, now));
        }
    }

    private static Instant lapsesFrom(Instant idleSince, Facts now) {
        Instant planned = idleSince.plus(now.policy().lapse());
        Instant noticed = now.now().plus(now.policy().notice());
        return planned.isAfter(noticed) ? planned : noticed;
    }

    /// The last thing that happened: a change of state, a saved draft, or a message of either side.
    private Instant idleSince(AccessRequest request) {
        Optional<Instant> message = Column.of(database, "select max(at) from message where request_id = :request",
                Instant.class).setParameter("request", request.id()).getResultStream().flatMap(Stream::ofNullable).findFirst();
        return Stream.of(Optional.of(request.updatedAt()), requests.draft(request.id()).map(Draft::savedAt), message)
                .flatMap(Optional::stream).reduce((one, other) -> one.isAfter(other) ? one : other).orElseThrow();
    }
}
