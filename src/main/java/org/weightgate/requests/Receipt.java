package org.weightgate.requests;

import java.util.UUID;

/// What a changing call answers with, the first time and every repeated time.
public record Receipt(UUID id, String reference, RequestState state, int revision, int version) {

    public static Receipt of(AccessRequest request) {
        return new Receipt(request.id(), request.reference(), request.state(), request.revision(), request.version());
    }
}
