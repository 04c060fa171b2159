package org.weightgate.requests;

import java.util.UUID;

/// Where a request stands; `version` is 0 until it is stored, `draft` is the version of the text being edited.
public record Position(UUID id, UUID applicant, UUID model, RequestState state, int revision, int version, int draft) {

    static Position notYet(UUID id, UUID applicant, UUID model) {
        return new Position(id, applicant, model, RequestState.DRAFT, 0, 0, 0);
    }

    boolean isStored() {
        return version > 0;
    }
}
