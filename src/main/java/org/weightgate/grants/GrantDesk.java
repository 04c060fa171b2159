package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.Releases;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.events.KeptReplies;
import org.weightgate.grants.GrantDecision.Agreed;
import org.weightgate.grants.GrantDecision.Refused;
import org.weightgate.grants.GrantFacts.Asker;
import org.weightgate.people.Ban;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.StepUp;
import org.weightgate.web.ProblemException;

/// Gives and changes grants. Each change, its event and its mail are one transaction.
@ApplicationScoped
public class GrantDesk {

    private static final int BATCH = 100;

    private final Grants grants;
    private final Events events;
    private final DatabaseClock clock;
    private final Models models;
    private final Releases releases;
    private final People people;
    private final CurrentPerson caller;
    private final Stewards stewards;
    private final GrantLetters letters;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final StepUp stepUp;
    private final KeptReplies replies;

    GrantDesk(Grants grants, Events events, DatabaseClock clock, Models models, Releases releases, People people,
            CurrentPerson caller, Stewards stewards, GrantLetters letters, TermsVersions terms, AccessPolicies policies,
            StepUp stepUp, KeptReplies replies) {
        this.grants = grants;
        this.events = events;
        this.clock = clock;
        this.models = models;
        this.releases = releases;
        this.people = people;
        this.caller = caller;
        this.stewards = stewards;
        this.letters = letters;
        this.terms = terms;
        this.policies = policies;
        this.stepUp = stepUp;
        this.replies = replies;
    }

    /// Gives a grant inside the transaction that decides about it; an older live one of the same person and model makes
    /// room. A pause outlives it, unless it waited for the terms that were accepted with the request: whoever paused ends it.
    /// `origin` is the request it was given for. Whoever calls this tells the person.
    @Transactional(TxType.MANDATORY)
    public Grant issue(UUID person, Model model, UUID origin, UUID actor, UUID termsVersion, Instant until) {
        return issue(person, model, origin, actor, termsVersion, until, grants.liveForUpdate(person, model.id()));
    }

    /// The same for somebody on the team of whoever asked: nobody decided that what they hold already should end sooner. Its
    /// releases are those of every grant given now, the newest and its sisters: those of an earlier number end with the older one.
    @Transactional(TxType.MANDATORY)
    public Grant issueToMember(UUID person, Model model, UUID origin, UUID actor, UUID termsVersion, Instant until) {
        Optional<Grant> older = grants.liveForUpdate(person, model.id());
        Instant end = older.map(Grant::endsAt).filter(until::isBefore).orElse(until);
        return issue(person, model, origin, actor, termsVersion, end, older);
    }

    private Grant issue(UUID person, Model model, UUID origin, UUID actor, UUID termsVersion, Instant until,
            Optional<Grant> older) {
        Instant now = clock.now();
        ReleaseRange range = releases.latestPublished(model).map(Release::version).map(ReleaseRange::around)
                .orElseGet(ReleaseRange::any);
        Grant grant = new Grant(person, model.id(), origin, termsVersion, range, now, until);
        Optional<GrantCommand.Suspend> pause = older.flatMap(live -> pause(live, now));
        older.ifPresent(live -> supersede(live, origin, actor, now));
        try {
            grants.persistAndFlush(grant);
        } catch (ConstraintViolationException e) {
            throw new GrantConflictException(e);
        }
        events.append(grant.id(), "grant.issued", actor, Map.of("person", person, "model", model.id(), "origin", origin,
                "termsVersion", termsVersion, "releases", range.text(), "until", until.toString()));
        pause.map(command -> grant.decide(command, GrantFacts.ofPortal(now))).ifPresent(decision -> {
            if (decision instanceof Agreed(var event)) {
                changed(grant, event, null, now);
            }
        });
        return grant;
    }

    private static Optional<GrantCommand.Suspend> pause(Grant live, Instant now) {
        return live.suspendReason()
                .filter(reason -> reason != SuspendReason.TERMS && live.stateAt(now) == GrantState.SUSPENDED)
                .map(reason -> new GrantCommand.Suspend(reason, live.stateText().orElse("")));
    }

    /// The same, once for each key of the person who asks.
    @Transactional
    GrantView change(UUID id, GrantCommand command, @Nullable Integer seenVersion, String key) {
        var call = new KeptReplies.Call(caller.require().id(), key,
                command.getClass().getSimpleName() + " grant " + id, Optional.ofNullable(seenVersion) + " " + command);
        return replies.once(call, GrantView.class, () -> change(id, command, seenVersion));
    }

    /// Changes a grant for the person who asks. Whoever neither holds it nor looks after its model is told it is not there.
    @Transactional
    GrantView change(UUID id, GrantCommand command, @Nullable Integer seenVersion) {
        Grant grant = grants.forUpdate(id).orElseThrow(GrantDesk::notFound);
        UUID asking = caller.require().id();
        Asker asker = asker(grant, asking);
        stepUp.require(asker != Asker.HOLDER && policies.current(models.findById(grant.model())).stepUp());
        return decide(grant, command, asker, seenVersion, asking);
    }

    /// The holder of the live grant on this model accepts the terms in force.
    @Transactional(TxType.MANDATORY)
    GrantView acceptTerms(Model model, TermsVersion accepted) {
        UUID asking = caller.require().id();
        Grant grant = grants.liveForUpdate(asking, model.id()).orElseThrow(() -> ProblemException
                .notFound("You have no access to " + model.fullName() + " that waits for terms. Apply for it on its page."));
        return decide(grant, new GrantCommand.AcceptTerms(accepted.id()), Asker.HOLDER, null, asking);
    }

    /// Pauses a grant whose holder has let the time to accept newer terms go by; false when there is nothing to pause.
    @Transactional(TxType.MANDATORY)
    boolean pauseForTerms(UUID id) {
        Instant now = clock.now();
        Optional<Grant> grant = grants.forUpdate(id);
        if (grant.isEmpty()) {
            return false;
        }
        var facts = new GrantFacts(now, Asker.PORTAL, null, terms.isOverdue(grant.get().termsVersion(), now));
        var command = new GrantCommand.Suspend(SuspendReason.TERMS, GrantRules.NEW_TERMS);
        if (grant.get().decide(command, facts) instanceof Agreed(var event)) {
            changed(grant.get(), event, null, now);
            return true;
        }
        return false;
    }

    /// Pauses a grant because its model's policy says so; false when there is nothing to pause.
    @Transactional(TxType.MANDATORY)
    public boolean suspendByPolicy(UUID id, String text) {
        Instant now = clock.now();
        Optional<Grant> grant = grants.forUpdate(id);
        var command = new GrantCommand.Suspend(SuspendReason.POLICY, text);
        if (grant.isPresent() && grant.get().decide(command, GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
            changed(grant.get(), event, null, now);
            return true;
        }
        return false;
    }

    /// Ends everything a banned person may download, on the one model or on all.
    @Transactional(TxType.MANDATORY)
    boolean revokeForBan(Person person, Ban ban) {
        Instant now = clock.now();
        boolean revoked = false;
        for (Grant grant : grants.liveForUpdate(person.id(), ban.model())) {
            var command = new GrantCommand.Revoke(RevokeReason.BANNED, ban.reason());
            if (grant.decide(command, GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
                changed(grant, event, ban.placedBy(), now);
                revoked = true;
            }
        }
        return revoked;
    }

    /// Whoever erases their account gives up what they hold; nobody is left to be told.
    @Transactional(TxType.MANDATORY)
    void endForErasure(Person person) {
        Instant now = clock.now();
        for (Grant grant : grants.liveForUpdate(person.id(), Optional.empty())) {
            var command = new GrantCommand.Revoke(RevokeReason.ENDED, "The account was erased.");
            if (grant.decide(command, GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
                enter(grant, event, person.id(), now);
            }
        }
    }

    private GrantView decide(Grant grant, GrantCommand command, Asker asker, @Nullable Integer seenVersion, UUID asking) {
        Instant now = clock.now();
        var facts = new GrantFacts(now, asker, seenVersion, terms.isOverdue(grant.termsVersion(), now));
        return switch (grant.decide(command, facts)) {
            case Refused(var why) -> throw new ProblemException(why.status(), why.reason(), why.detail());
            case Agreed(var event) -> changed(grant, event, asking, now);
        };
    }

    private GrantView changed(Grant grant, GrantEvent event, @Nullable UUID asking, Instant now) {
        enter(grant, event, asking, now);
        Model model = models.findById(grant.model());
        letters.tell(people.findById(grant.person()), model.fullName(), grant, event);
        return GrantView.of(grant, model.fullName(), now);
    }

    /// Ends some of the grants whose time is over and says how many.
    @Transactional
    int expireSome() {
        Instant now = clock.now();
        List<Grant> over = grants.overForUpdate(now, BATCH);
        for (Grant grant : over) {
            if (grant.decide(new GrantCommand.Expire(), GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
                enter(grant, event, null, now);
            }
        }
        return over.size();
    }

    private Asker asker(Grant grant, UUID asking) {
        boolean own = grant.person().equals(asking);
        if (stewards.includesCaller(grant.model())) {
            return own ? Asker.STEWARD_OF_OWN_GRANT : Asker.STEWARD;
        }
        if (!own) {
            throw notFound();
        }
        return Asker.HOLDER;
    }

    private void supersede(Grant older, UUID origin, UUID actor, Instant now) {
        if (older.decide(new GrantCommand.Supersede(origin), GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
            enter(older, event, actor, now);
        }
    }

    /// The event's insert flushes the grant's new state first, so a change and its event stand or fall together.
    private void enter(Grant grant, GrantEvent event, @Nullable UUID actor, Instant now) {
        grant.apply(event, now);
        events.append(grant.id(), event.type(), actor, event.payload());
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("There is no such grant.");
    }
}
