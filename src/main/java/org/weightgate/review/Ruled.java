package org.weightgate.review;

import java.util.UUID;

import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.RequestState;

/// What a decision call answers with; below the quorum the request still waits.
public record Ruled(UUID id, String reference, RequestState state, int revision, int version, int approvals, int quorum) {

    static Ruled of(AccessRequest request, int approvals, int quorum) {
        return new Ruled(request.id(), request.reference(), request.state(), request.revision(), request.version(),
                approvals, quorum);
    }
}
