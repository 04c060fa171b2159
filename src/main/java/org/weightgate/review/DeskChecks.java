package org.weightgate.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.weightgate.grants.SuspendReason;
import org.weightgate.notices.RefusedAddress;
import org.weightgate.requests.Company;
import org.weightgate.requests.Facts;
import org.weightgate.web.PlainText;

/// What was checked about a request, each with how far it can be trusted.
final class DeskChecks {

    private DeskChecks() {
    }

    /// @param paused why the applicant's access is paused, if they have some and it is
    static List<DeskView.Check> of(Facts now, boolean addressErased, Optional<RefusedAddress> refused,
            Optional<SuspendReason> paused) {
        var checks = new ArrayList<DeskView.Check>();
        boolean confirmed = now.applicant().emailVerified();
        checks.add(new DeskView.Check("E-mail address", addressErased ? "ended" : confirmed ? "good" : "you",
                addressErased ? "erased" : confirmed ? "confirmed" : "not confirmed",
                "The identity provider's word at the last sign-in. An address may be shared, or have changed hands since."));
        refused.ifPresent(mail -> checks.add(new DeskView.Check("Mail to it", "you", "comes back",
                "Its server said: " + PlainText.oneLine(mail.said())
                        + ". Until its owner shows that it works, nothing is sent there;"
                        + " what you write is read on the request's page.")));
        boolean accepted = now.terms().equals(now.accepted());
        checks.add(new DeskView.Check("Terms accepted", accepted ? "good" : "you",
                accepted ? "version " + now.terms().version() : "an older version: ask for changes",
                "Kept with the revision, by number and hash."));
        checks.add(referee(now));
        Company company = now.company();
        if (!company.members().isEmpty() || company.membersPending() > 0) {
            checks.add(new DeskView.Check("Team", company.membersPending() > 0 ? "you" : "good",
                    company.members().size() + " accepted, " + company.membersPending() + " not yet"
                            + (company.banned().isEmpty() ? "" : ", " + company.banned().size() + " banned: no grant"),
                    "Each member answered by a link to their address and accepted the terms with their own account."));
        }
        paused.ifPresent(why -> checks.add(new DeskView.Check("Access now", "you", "paused: " + why.words(),
                why == SuspendReason.TERMS ? "An approval gives access under the terms accepted with this request."
                        : "An approval does not end the pause; an owner resumes the grant.")));
        if (now.applicant().banned()) {
            checks.add(new DeskView.Check("Ban", "bad", "a ban names this person",
                    "Matched by person, address, domain or organisation; a shared domain may hit the wrong one."));
        }
        return List.copyOf(checks);
    }

    private static DeskView.Check referee(Facts now) {
        String why = "They answered by a link that works once; whoever reads that mailbox could have.";
        return switch (now.company().referee()) {
            case NONE -> new DeskView.Check("Referee", now.policy().refereeRequired() ? "you" : "ended", "none named",
                    now.policy().refereeRequired() ? "This model's policy asks for one."
                            : "This model's policy asks for none.");
            case WAITING -> new DeskView.Check("Referee", "you", "has not answered", "A mail may also have gone astray.");
            case CONFIRMED -> new DeskView.Check("Referee", "good", "confirmed", why);
            case DECLINED -> new DeskView.Check("Referee", "bad", "declined", why);
        };
    }
}
