package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Rules;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.BanCheck;
import org.weightgate.people.BanStanding;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// Reads what `RequestRules` needs to know, once per transaction and after the request's row is held.
@ApplicationScoped
public class RequestFacts {

    private final DatabaseClock clock;
    private final Models models;
    private final AccessRequests requests;
    private final Companions companions;
    private final BanCheck bans;
    private final Conflicts conflicts;
    private final Ballots ballots;
    private final ModelRoles roles;
    private final Renewals renewals;

    RequestFacts(DatabaseClock clock, Models models, AccessRequests requests, Companions companions, BanCheck bans,
            Conflicts conflicts, Ballots ballots, ModelRoles roles, Renewals renewals) {
        this.clock = clock;
        this.models = models;
        this.requests = requests;
        this.companions = companions;
        this.bans = bans;
        this.conflicts = conflicts;
        this.ballots = ballots;
        this.roles = roles;
        this.renewals = renewals;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Facts of(Person applicant, Model model, Optional<AccessRequest> request) {
        return of(applicant, models.rules(model.id()), request, "");
    }

    /// The same for an applicant who is about to send a request that names this organisation.
    @Transactional(Transactional.TxType.MANDATORY)
    Facts of(Person applicant, Rules rules, Optional<AccessRequest> request, String organisation) {
        Optional<RequestRevision> current = request.flatMap(r -> requests.revision(r.id(), r.revision()));
        var terms = new Terms(rules.termsVersion(), rules.termsSha256());
        Company company = request.map(asked -> companions.of(asked, terms)).orElse(Company.NOBODY);
        BanStanding ban = bans.of(applicant, rules.model().id(), organisation);
        Facts.Panel panel = request.map(this::panel).orElse(Facts.Panel.NOBODY);
        // only who begins one has to wait, or to renew
        var ended = request.isPresent() ? AccessRequests.Ended.NOTHING : requests.ended(applicant.id(), rules.model().id());
        return new Facts(clock.now(),
                new Facts.Applicant(applicant.emailVerified(),
                        request.isPresent() ? afterAccess(applicant, rules, request.get())
                                : reapplyFrom(applicant, rules, ended),
                        ban.kind().orElse(null),
                        ended.approved() && renewals.open(applicant.id(), rules.model().id())),
                terms, current.map(RequestRevision::terms).orElse(null),
                policy(rules.policy()), company, panel, digest(applicant, rules, current, company, ban, panel),
                words(applicant, rules, current, company, ban, panel));
    }

    /// The end of the waiting time after a request was rejected, or what had been given.
    private @Nullable Instant reapplyFrom(Person applicant, Rules rules, AccessRequests.Ended ended) {
        return Stream.concat(Stream.ofNullable(ended.waitEnds()), afterAccess(applicant, rules).stream())
                .max(Instant::compareTo).orElse(null);
    }

    /// From when this person may apply for the model again, if that is not now.
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<Instant> waitEnds(Person applicant, Model model) {
        return Optional.ofNullable(reapplyFrom(applicant, models.rules(model.id()), requests.ended(applicant.id(), model.id())))
                .filter(clock.now()::isBefore);
    }

    /// What was begun before access was rejected is not sent sooner than what would be begun after.
    private @Nullable Instant afterAccess(Person applicant, Rules rules, AccessRequest request) {
        return request.state() == RequestState.DRAFT ? afterAccess(applicant, rules).orElse(null) : null;
    }

    private Optional<Instant> afterAccess(Person applicant, Rules rules) {
        return renewals.rejectedAt(applicant.id(), rules.model().id())
                .map(at -> at.plus(Duration.ofDays(rules.policy().reapplyDays())));
    }

    /// Whether this person has to wait because what they held ended with a rejection.
    @Transactional(Transactional.TxType.MANDATORY)
    boolean barred(Person applicant, Model model) {
        return afterAccess(applicant, models.rules(model.id())).filter(clock.now()::isBefore).isPresent();
    }

    /// Whether this person is on its team, or its referee.
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean involves(AccessRequest request, UUID person) {
        return companions.people(request).contains(person);
    }

    /// What was never sent has no reviewers.
    private Facts.Panel panel(AccessRequest request) {
        if (request.revision() == 0) {
            return Facts.Panel.NOBODY;
        }
        List<Ballot> cast = ballots.on(request.id(), request.revision());
        return new Facts.Panel(false, conflicts.of(request.id()), departed(request.modelId(), cast), cast);
    }

    private Set<UUID> departed(UUID model, List<Ballot> cast) {
        return cast.stream().map(Ballot::reviewer)
                .filter(voter -> !roles.reviews(model, voter))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Facts.Policy policy(AccessPolicy policy) {
        return new Facts.Policy(policy.version(), policy.grantDays(), policy.reapplyDays(), policy.quorum(),
                policy.decisionRule(), policy.hold(), policy.refereeRequired(), policy.lapse(), policy.notice());
    }

    private static String digest(Person applicant, Rules rules, Optional<RequestRevision> revision, Company company,
            BanStanding ban, Facts.Panel panel) {
        var shown = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            shown.put(fact, switch (fact) {
                case ANSWERS -> revision.map(RequestRevision::answersSha256).orElse("");
                case TERMS -> rules.termsVersion() + " " + rules.termsSha256();
                case POLICY -> Integer.toString(rules.policy().version());
                case APPLICANT -> applicant.displayName() + '\n' + applicant.email() + '\n' + applicant.emailVerified();
                case MEMBERS -> company.fingerprint();
                case BANS -> ban.banned() + " " + ban.epoch();
                case CONFLICTS -> discounted(panel).toList().toString();
            });
        }
        return FactsDigest.of(shown);
    }

    private static Map<ShownFact, String> words(Person applicant, Rules rules, Optional<RequestRevision> revision,
            Company company, BanStanding ban, Facts.Panel panel) {
        var words = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            words.put(fact, switch (fact) {
                case ANSWERS -> revision.map(sent -> "revision " + sent.number()).orElse("nothing sent");
                case TERMS -> "version " + rules.termsVersion() + ", " + PlainText.oneLine(rules.termsTitle());
                case POLICY -> policy(rules.policy()).words();
                case APPLICANT ->
                    PlainText.oneLine(applicant.displayName()) + "\n" + PlainText.oneLine(applicant.email()) + "\n"
                            + (applicant.emailVerified() ? "address confirmed" : "address not confirmed");
                case MEMBERS -> company.words();
                case BANS -> ban.words();
                case CONFLICTS -> discounted(panel).collect(Collectors.joining("\n"));
            });
        }
        return words;
    }

    private static Stream<String> discounted(Facts.Panel panel) {
        return panel.ballots().stream().map(Ballot::reviewer).filter(panel::discounts).map(UUID::toString).sorted();
    }
}
