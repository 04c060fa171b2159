package org.weightgate.requests;

import java.util.EnumMap;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.AccessPolicy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// Reads what `RequestRules` needs to know, once per transaction and after the request's row is held.
@ApplicationScoped
public class RequestFacts {

    private final DatabaseClock clock;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final AccessRequests requests;

    RequestFacts(DatabaseClock clock, TermsVersions terms, AccessPolicies policies, AccessRequests requests) {
        this.clock = clock;
        this.terms = terms;
        this.policies = policies;
        this.requests = requests;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Facts of(Person applicant, Model model, Optional<AccessRequest> request) {
        Optional<RequestRevision> current = request.flatMap(r -> requests.revision(r.id(), r.revision()));
        TermsVersion inForce = terms.current(model);
        AccessPolicy policy = policies.current(model);
        return new Facts(clock.now(), applicant.emailVerified(),
                requests.waitEnds(applicant.id(), model.id()).orElse(null),
                new Terms(inForce.version(), inForce.sha256()), current.map(RequestRevision::terms).orElse(null),
                new Facts.Policy(policy.version(), policy.grantDays(), policy.reapplyDays(), policy.quorum()), Set.of(),
                false, digest(applicant, inForce, policy, current));
    }

    private static String digest(Person applicant, TermsVersion terms, AccessPolicy policy,
            Optional<RequestRevision> revision) {
        var shown = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            shown.put(fact, switch (fact) {
                case ANSWERS -> revision.map(RequestRevision::answersSha256).orElse("");
                case TERMS -> terms.version() + " " + terms.sha256();
                case POLICY -> Integer.toString(policy.version());
                case APPLICANT -> applicant.displayName() + '\n' + applicant.email() + '\n' + applicant.emailVerified();
            });
        }
        return FactsDigest.of(shown);
    }
}
