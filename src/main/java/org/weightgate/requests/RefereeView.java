package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

/// What a referee is asked. Once it is answered or void, nothing of the applicant is shown any more.
public record RefereeView(String reference, String model, String referee, List<AnswerView> answers, boolean confirmed,
        boolean answered, Optional<String> shut, String typed, Optional<String> problem) {

    public int longest() {
        return RefereeRules.LONGEST_COMMENT;
    }
}
