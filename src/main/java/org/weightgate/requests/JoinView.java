package org.weightgate.requests;

import java.util.Optional;

import org.weightgate.catalogue.TermsVersion;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// An invitation to a team, as the invited person sees it.
public record JoinView(String reference, String model, String applicant, String applicantEmail, String account,
        ApplyView.TermsView terms, boolean open, boolean joined, boolean upToDate, Optional<String> shut,
        Optional<String> problem) {

    static JoinView of(AccessRequest request, String model, Person applicant, Person person, TermsVersion inForce,
            MemberRules.Door door, boolean upToDate, Optional<String> problem) {
        boolean joined = door instanceof MemberRules.Door.Joined;
        var terms = new ApplyView.TermsView(inForce.version(), inForce.title(), inForce.body(), inForce.sha256(),
                false, Optional.empty());
        return new JoinView(request.reference(), model, PlainText.oneLine(applicant.displayName()),
                PlainText.oneLine(applicant.email()), PlainText.oneLine(person.email()), terms,
                door instanceof MemberRules.Door.Open || (joined && !upToDate), joined, upToDate,
                Optional.ofNullable(MemberRules.why(door)), problem);
    }

    public boolean isClosed() {
        return shut.isPresent();
    }
}
