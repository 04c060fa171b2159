package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.weightgate.requests.AnswerView;

/// What an expert sees: the question, the chosen answers, and a form.
public record OpinionView(String model, String path, String question, List<AnswerView> answers, Instant expires, String typed,
        String chosen, Optional<String> error) {

    public List<Recommendation> recommendations() {
        return List.of(Recommendation.values());
    }

    /// Which part of the form is refused; empty when nothing is.
    public String wrongField() {
        if (error.isEmpty()) {
            return "";
        }
        return recommendations().stream().anyMatch(choice -> choice.name().equals(chosen)) ? "opinion" : "recommendation";
    }

    public int longest() {
        return Experts.LONGEST_OPINION;
    }
}
