package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import org.weightgate.requests.RequestEvent.Conclusion;

/// A decision that is made and can still be taken back.
///
/// @param factsDigest the facts it was made on; when others hold at its end, it is void
public record Held(UUID by, Instant endsAt, String factsDigest, Conclusion conclusion) {

    public Verdict verdict() {
        return conclusion.verdict();
    }
}
