package org.weightgate.requests;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.AccessPolicy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.BanCheck;
import org.weightgate.people.BanStanding;
import org.weightgate.people.Person;

/// Reads what `RequestRules` needs to know, once per transaction and after the request's row is held.
@ApplicationScoped
public class RequestFacts {

    private final DatabaseClock clock;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final AccessRequests requests;
    private final Companions companions;
    private final BanCheck bans;
    private final Conflicts conflicts;
    private final Ballots ballots;

    RequestFacts(DatabaseClock clock, TermsVersions terms, AccessPolicies policies, AccessRequests requests,
            Companions companions, BanCheck bans, Conflicts conflicts, Ballots ballots) {
        this.clock = clock;
        this.terms = terms;
        this.policies = policies;
        this.requests = requests;
        this.companions = companions;
        this.bans = bans;
        this.conflicts = conflicts;
        this.ballots = ballots;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Facts of(Person applicant, Model model, Optional<AccessRequest> request) {
        return of(applicant, model, request, "");
    }

    /// The same for an applicant who is about to send a request that names this organisation.
    @Transactional(Transactional.TxType.MANDATORY)
    Facts of(Person applicant, Model model, Optional<AccessRequest> request, String organisation) {
        Optional<RequestRevision> current = request.flatMap(r -> requests.revision(r.id(), r.revision()));
        TermsVersion inForce = terms.current(model);
        AccessPolicy policy = policies.current(model);
        Company company = request.map(asked -> companions.of(asked, new Terms(inForce.version(), inForce.sha256())))
                .orElse(Company.NOBODY);
        BanStanding ban = bans.of(applicant, model.id(), organisation);
        Facts.Panel panel = request.map(this::panel).orElse(Facts.Panel.NOBODY);
        return new Facts(clock.now(),
                new Facts.Applicant(applicant.emailVerified(), requests.waitEnds(applicant.id(), model.id()).orElse(null),
                        ban.kind().orElse(null)),
                new Terms(inForce.version(), inForce.sha256()), current.map(RequestRevision::terms).orElse(null),
                policy(policy), company, panel, digest(applicant, inForce, policy, current, company, ban, panel),
                words(applicant, inForce, policy, current, company, ban, panel));
    }

    /// What was never sent has no reviewers.
    private Facts.Panel panel(AccessRequest request) {
        return request.revision() == 0 ? Facts.Panel.NOBODY
                : new Facts.Panel(false, conflicts.of(request.id()), ballots.on(request.id(), request.revision()));
    }

    private static Facts.Policy policy(AccessPolicy policy) {
        return new Facts.Policy(policy.version(), policy.grantDays(), policy.reapplyDays(), policy.quorum(),
                policy.decisionRule(), policy.hold(), policy.refereeRequired(), policy.lapse(), policy.notice());
    }

    private static String digest(Person applicant, TermsVersion terms, AccessPolicy policy,
            Optional<RequestRevision> revision, Company company, BanStanding ban, Facts.Panel panel) {
        var shown = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            shown.put(fact, switch (fact) {
                case ANSWERS -> revision.map(RequestRevision::answersSha256).orElse("");
                case TERMS -> terms.version() + " " + terms.sha256();
                case POLICY -> Integer.toString(policy.version());
                case APPLICANT -> applicant.displayName() + '\n' + applicant.email() + '\n' + applicant.emailVerified();
                case MEMBERS -> company.fingerprint();
                case BANS -> ban.banned() + " " + ban.epoch();
                case CONFLICTS -> conflicted(panel).toList().toString();
            });
        }
        return FactsDigest.of(shown);
    }

    private static Map<ShownFact, String> words(Person applicant, TermsVersion terms, AccessPolicy policy,
            Optional<RequestRevision> revision, Company company, BanStanding ban, Facts.Panel panel) {
        var words = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            words.put(fact, switch (fact) {
                case ANSWERS -> revision.map(sent -> "revision " + sent.number()).orElse("nothing sent");
                case TERMS -> "version " + terms.version() + ", " + PlainText.oneLine(terms.title());
                case POLICY -> policy(policy).words();
                case APPLICANT ->
                    PlainText.oneLine(applicant.displayName()) + "\n" + PlainText.oneLine(applicant.email()) + "\n"
                            + (applicant.emailVerified() ? "address confirmed" : "address not confirmed");
                case MEMBERS -> company.words();
                case BANS -> ban.words();
                case CONFLICTS -> conflicted(panel).collect(Collectors.joining("\n"));
            });
        }
        return words;
    }

    private static Stream<String> conflicted(Facts.Panel panel) {
        return panel.ballots().stream().map(Ballot::reviewer).filter(panel.conflicted()::contains).map(UUID::toString).sorted();
    }
}
