package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A request as its applicant sees it.
public record StatusView(UUID id, String reference, String model, Banner banner, Optional<String> reviewerText,
        List<Moment> timeline, List<AnswerView> answers, Optional<Terms> accepted, boolean editable, boolean approved,
        boolean withdrawable, boolean canApplyAgain, String key,
        ThreadView thread) {

    public String applyPath() {
        return "/models/" + model + "/apply";
    }
}
