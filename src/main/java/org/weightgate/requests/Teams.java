package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;

/// Reads who stands beside an applicant, for pages.
@ApplicationScoped
public class Teams {

    private final Members members;
    private final Referees referees;
    private final TermsVersions terms;
    private final AccessPolicies policies;

    Teams(Members members, Referees referees, TermsVersions terms, AccessPolicies policies) {
        this.members = members;
        this.referees = referees;
        this.terms = terms;
        this.policies = policies;
    }

    @Transactional
    public Team of(Model model, Optional<AccessRequest> request) {
        TermsVersion inForce = terms.current(model);
        List<Member> open = request.map(asked -> members.of(asked.id()).stream().filter(Member::isOpen).toList())
                .orElse(List.of());
        return new Team(open, request.flatMap(asked -> referees.of(asked.id(), asked.revision())),
                policies.current(model).refereeRequired(), new Terms(inForce.version(), inForce.sha256()));
    }
}
