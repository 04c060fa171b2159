package org.weightgate.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsAcceptances;
import org.weightgate.catalogue.TermsAcceptances.Way;
import org.weightgate.catalogue.TermsDiff;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.events.KeptReplies;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.StepUp;
import org.weightgate.web.ProblemException;

/// New terms for those who hold access already: their owner publishes them, each holder accepts them.
@ApplicationScoped
class TermsDesk {

    private final Stewards stewards;
    private final TermsVersions terms;
    private final TermsAcceptances acceptances;
    private final AccessPolicies policies;
    private final TermsCampaigns campaigns;
    private final Grants grants;
    private final GrantDesk desk;
    private final Events events;
    private final DatabaseClock clock;
    private final CurrentPerson caller;
    private final StepUp stepUp;
    private final KeptReplies replies;

    TermsDesk(Stewards stewards, TermsVersions terms, TermsAcceptances acceptances, AccessPolicies policies,
            TermsCampaigns campaigns, Grants grants, GrantDesk desk, Events events, DatabaseClock clock, CurrentPerson caller,
            StepUp stepUp, KeptReplies replies) {
        this.stewards = stewards;
        this.terms = terms;
        this.acceptances = acceptances;
        this.policies = policies;
        this.campaigns = campaigns;
        this.grants = grants;
        this.desk = desk;
        this.events = events;
        this.clock = clock;
        this.caller = caller;
        this.stepUp = stepUp;
        this.replies = replies;
    }

    /// Publishes terms in the place of those of version `replaces`, or of those that hold now when none is named: of two who
    /// publish at once, one is told what the other wrote. With `mustAccept` every holder is asked, and paused after the grace period of so many days, the
    /// policy's when none is given.
    @Transactional
    TermsVersion publish(Model model, String title, String body, boolean mustAccept, @Nullable Integer graceDays,
            @Nullable Integer replaces) {
        Person owner = requireOwner(model);
        stepUp.require(policies.current(model).stepUp());
        int read = replaces == null ? terms.current(model).version() : replaces;
        terms.lock(model);
        TermsVersion inForce = terms.current(model);
        if (inForce.version() != read) {
            throw new ProblemException(409, "terms-changed", "Version " + inForce.version() + " (“" + inForce.title()
                    + "”) was published while you were writing. Nothing of yours was published: read it, then publish again.");
        }
        if (inForce.says(title, body)) {
            throw new ProblemException(409, "terms-unchanged", "These are the terms that hold already. Change them first.");
        }
        Instant now = clock.now();
        Duration grace = graceDays == null ? policies.current(model).termsGrace() : Duration.ofDays(graceDays);
        Instant graceEnds = mustAccept ? now.plus(grace) : null;
        TermsVersion next = terms.publish(model, title, body, graceEnds, now);
        events.append(model.id(), "terms.published", owner.id(),
                Map.of("version", next.version(), "sha256", next.sha256(), "mustAccept", mustAccept));
        if (graceEnds != null) {
            campaigns.start(next, owner.id(), now, graceEnds);
        }
        return next;
    }

    /// The same once for each key.
    @Transactional
    TermsVersion publish(Model model, String title, String body, boolean mustAccept, @Nullable Integer graceDays,
            @Nullable Integer replaces, String key) {
        Person owner = requireOwner(model);
        var call = new KeptReplies.Call(owner.id(), key, "publish terms " + model.id(),
                Arrays.asList(title, body, mustAccept, graceDays, replaces));
        return terms.findById(replies.once(call, UUID.class,
                () -> publish(model, title, body, mustAccept, graceDays, replaces).id()));
    }

    /// The holder accepts the terms in force, naming what they read.
    @Transactional
    GrantView accept(Model model, int version, String sha256) {
        TermsVersion inForce = terms.current(model);
        if (inForce.version() != version || !inForce.sha256().equals(sha256)) {
            throw new ProblemException(409, "terms-changed", "The terms changed while you were reading: version "
                    + inForce.version() + " is in force. Read it, then accept.");
        }
        GrantView grant = desk.acceptTerms(model, inForce);
        acceptances.record(caller.require().id(), inForce, Way.CAMPAIGN, grant.id(), clock.now());
        return grant;
    }

    /// What a holder sees before accepting: the text, and what changed since what they accepted.
    @Transactional
    TermsView view(Model model) {
        UUID reader = caller.require().id();
        TermsVersion inForce = terms.current(model);
        Optional<Grant> grant = grants.current(reader, model.id()).filter(found -> found.stateAt(clock.now()).isLive());
        TermsVersion before = grant.map(Grant::termsVersion).map(terms::findById).orElse(inForce);
        boolean accepted = before.version() >= inForce.version();
        Instant deadline = grant.flatMap(found -> terms.deadline(found.termsVersion())).orElse(null);
        return new TermsView(model.fullName(), inForce.version(), inForce.title(), inForce.body(), inForce.sha256(),
                before.version(), accepted ? null : TermsDiff.between(before.body(), inForce.body()), grant.isPresent(),
                accepted, acceptances.when(reader, inForce.id()).orElse(null), deadline, clock.now());
    }

    Person requireOwner(Model model) {
        if (!stewards.ownsAsCaller(model.id())) {
            throw ProblemException.noSuchPage();
        }
        return caller.require();
    }
}
