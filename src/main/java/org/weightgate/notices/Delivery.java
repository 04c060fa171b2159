package org.weightgate.notices;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What may be told about a mail's way: never its body. `said` are the mail server's words, empty while there are none.
public record Delivery(UUID id, @Nullable UUID person, String to, String subject, MailState state, String said, int attempts,
        Instant queuedAt, @Nullable Instant sentAt, @Nullable Instant bouncedAt, boolean wordsKept) {

    /// Whether it can be asked for again: its words are kept for some days only.
    public boolean repeatable() {
        return state.settled() && wordsKept;
    }

    /// When the state it is in began, as far as is known.
    public Instant since() {
        if (bouncedAt != null) {
            return bouncedAt;
        }
        return sentAt == null ? queuedAt : sentAt;
    }
}
