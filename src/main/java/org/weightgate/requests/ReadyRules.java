package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;

import org.weightgate.web.Problem.FieldError;

/// What besides the answers must be in order before a request is sent. Pure; pages and `RequestRules` read the same list.
final class ReadyRules {

    private ReadyRules() {
    }

    static List<FieldError> problems(int membersPending, boolean refereeNamed, boolean refereeRequired) {
        var problems = new ArrayList<FieldError>();
        if (membersPending > 0) {
            problems.add(new FieldError("memberEmail",
                    (membersPending == 1 ? "One team member has" : membersPending + " team members have")
                            + " not accepted the terms yet. Wait for them, or take them off the team."));
        }
        if (refereeRequired && !refereeNamed) {
            problems.add(new FieldError("refereeEmail",
                    "This model asks for a referee. Name somebody who knows you and your work."));
        }
        return List.copyOf(problems);
    }
}
