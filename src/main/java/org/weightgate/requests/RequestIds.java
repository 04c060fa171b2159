package org.weightgate.requests;

import java.util.UUID;

/// Ids out of addresses: one that is none belongs to no request.
public final class RequestIds {

    private RequestIds() {
    }

    public static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw Refusals.of(new Refusal.NotFound()).exception();
        }
    }
}
