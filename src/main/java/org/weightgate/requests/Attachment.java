package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

/// A file beside a request, without its bytes.
public record Attachment(UUID id, UUID request, String name, String mediaType, long size, String sha256, Instant at,
        int since) {

    public String path() {
        return "/requests/" + request + "/files/" + id;
    }

    String key() {
        return "requests/" + request + "/" + id;
    }
}
