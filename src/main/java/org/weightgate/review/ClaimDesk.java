package org.weightgate.review;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.events.KeptReplies;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;

/// Claims requests under their row's lock, so that two people never both hold one. Nothing here changes a request or makes a
/// decision stale.
@ApplicationScoped
class ClaimDesk {

    private final AccessRequests requests;
    private final Jurisdiction jurisdiction;
    private final Claims claims;
    private final Involved involved;
    private final Events events;
    private final ClaimLetters letters;
    private final People people;
    private final DatabaseClock clock;
    private final ReviewConfig config;
    private final KeptReplies replies;

    ClaimDesk(AccessRequests requests, Jurisdiction jurisdiction, Claims claims, Involved involved, Events events,
            ClaimLetters letters, People people, DatabaseClock clock, ReviewConfig config, KeptReplies replies) {
        this.requests = requests;
        this.jurisdiction = jurisdiction;
        this.claims = claims;
        this.involved = involved;
        this.events = events;
        this.letters = letters;
        this.people = people;
        this.clock = clock;
        this.config = config;
        this.replies = replies;
    }

    /// What a claim call answers with.
    ///
    /// @param refused why it was not done, if it was not
    record Result(Optional<Claim> claim, Optional<ClaimRefusal> refused) {
    }

    @Transactional
    Result take(Person reviewer, UUID request, boolean over) {
        return change(reviewer, request, over ? new ClaimCommand.TakeOver() : new ClaimCommand.Take());
    }

    @Transactional
    Result release(Person reviewer, UUID request) {
        return change(reviewer, request, new ClaimCommand.Release());
    }

    /// To a reviewer by their user name: from the holder a hand-over, from a lead an assignment.
    @Transactional
    Result give(Person reviewer, UUID id, String username) {
        Optional<AccessRequest> request = lock(reviewer, id);
        if (request.isEmpty()) {
            return refused(ClaimRefusal.NOT_FOUND);
        }
        Optional<Colleague> to = jurisdiction.colleagues(request.get().modelId()).stream()
                .filter(colleague -> colleague.username().equals(username)).findFirst();
        return to.map(colleague -> change(reviewer, request.get(), new ClaimCommand.Give(new ClaimFacts.Target(
                colleague.id(), true, colleague.away(), involved.in(request.get(), colleague.id())))))
                .orElseGet(() -> refused(ClaimRefusal.NO_REVIEWER));
    }

    /// The same once for each key; a refusal takes all of it back.
    @Transactional
    Claim give(Person reviewer, UUID id, String username, String key) {
        replies.once(new KeptReplies.Call(reviewer.id(), key, "give " + id, username), UUID.class, () -> {
            give(reviewer, id, username).refused().ifPresent(reason -> {
                throw reason.exception();
            });
            return id;
        });
        return claims.of(id, clock.now()).orElseThrow(ClaimRefusal.NOT_HELD::exception);
    }

    /// Looking and writing keep one's claim alive.
    @Transactional
    void active(Person reviewer, UUID request) {
        Instant now = clock.now();
        claims.of(request, now).filter(claim -> claim.isOf(reviewer.id()))
                .filter(claim -> claim.until().isBefore(now.plus(config.claim()).minusSeconds(60)))
                .ifPresent(_ -> claims.renew(request, reviewer.id(), now, now.plus(config.claim())));
    }

    /// Frees what this person holds; while they are away nobody gives them anything.
    @Transactional
    void away(Person reviewer, boolean away) {
        claims.setAway(reviewer.id(), away, clock.now());
        if (away) {
            claims.heldBy(reviewer.id(), clock.now()).forEach(request -> release(reviewer, request));
        }
    }

    private Result change(Person reviewer, UUID id, ClaimCommand command) {
        return lock(reviewer, id).map(request -> change(reviewer, request, command))
                .orElseGet(() -> refused(ClaimRefusal.NOT_FOUND));
    }

    private Result change(Person reviewer, AccessRequest request, ClaimCommand command) {
        UUID id = request.id();
        boolean open = request.state().isUnderReview();
        var facts = new ClaimFacts(open, jurisdiction.leads(reviewer, request.modelId()),
                involved.in(request, reviewer.id()), claims.of(id, clock.now()));
        return switch (ClaimRules.decide(reviewer.id(), command, facts)) {
            case ClaimDecision.Refused(var reason) -> refused(reason);
            case ClaimDecision.Renewed _ -> renewed(reviewer.id(), id);
            case ClaimDecision.Held(var by, var event) -> given(reviewer, by, event, request);
            case ClaimDecision.Freed _ -> freed(reviewer.id(), id);
        };
    }

    private Result renewed(UUID by, UUID request) {
        claims.renew(request, by, clock.now(), clock.now().plus(config.claim()));
        return new Result(claims.of(request, clock.now()), Optional.empty());
    }

    private Result given(Person actor, UUID by, String event, AccessRequest request) {
        boolean toMe = by.equals(actor.id());
        events.append(request.id(), event, actor.id(), toMe ? Map.of() : Map.of("to", by));
        if (!toMe) {
            letters.given(request, actor, people.findById(by), clock.now());
        }
        return held(by, toMe ? null : actor.id(), request.id());
    }

    private Result freed(UUID actor, UUID request) {
        events.append(request, ClaimRules.RELEASED, actor, Map.of());
        claims.free(request);
        return new Result(Optional.empty(), Optional.empty());
    }

    private Result held(UUID by, @Nullable UUID givenBy, UUID request) {
        claims.hold(request, by, givenBy, clock.now(), clock.now().plus(config.claim()));
        return new Result(claims.of(request, clock.now()), Optional.empty());
    }

    /// The row is held before anything is read from it: whoever was faster has committed by then.
    private Optional<AccessRequest> lock(Person reviewer, UUID id) {
        return requests.lock(id).filter(request -> request.revision() > 0)
                .filter(request -> jurisdiction.covers(reviewer, request.modelId()));
    }

    private static Result refused(ClaimRefusal reason) {
        return new Result(Optional.empty(), Optional.of(reason));
    }
}
