package org.weightgate.requests;

import java.util.UUID;

/// The request a new one follows. After an approval that is a renewal: the old grant's origin is this request.
public record Origin(UUID request, UUID applicant, UUID model, RequestState state) {

    static Origin of(AccessRequest request) {
        return new Origin(request.id(), request.personId(), request.modelId(), request.state());
    }

    boolean isApproved() {
        return state == RequestState.APPROVED;
    }
}
