package org.weightgate.requests;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Where a request stands; `version` is 0 until it is stored, `draft` is the version of the text being edited.
///
/// @param held the decision that has not taken effect yet, if there is one
public record Position(UUID id, UUID applicant, UUID model, RequestState state, int revision, int version, int draft,
        @Nullable Held held) {

    static Position notYet(UUID id, UUID applicant, UUID model) {
        return new Position(id, applicant, model, RequestState.DRAFT, 0, 0, 0, null);
    }

    boolean isStored() {
        return version > 0;
    }
}
