package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.weightgate.requests.RequestState;
import org.weightgate.requests.When;

/// The queue as it is shown: one page of rows, the filter that chose them, and where the next page begins.
public record QueueView(List<QueueRow> rows, List<RequestState> states, RequestState state, List<String> models,
        String model, Optional<String> next, Instant now) {

    public String age(QueueRow row) {
        return Age.words(row.waitingSince(), now);
    }

    public When since(QueueRow row) {
        return new When(row.waitingSince());
    }

    public boolean isWaiting() {
        return state == RequestState.SUBMITTED;
    }

    public boolean isWithoutModels() {
        return models.isEmpty();
    }
}
