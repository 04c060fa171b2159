package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The thread on the applicant's page. Reviewers have no names here.
public record ThreadView(List<Entry> entries, boolean writable, String typed, Optional<String> error, String key) {

    public record Entry(UUID id, boolean mine, String body, Instant when, boolean erased) {
    }

    static ThreadView of(List<Message> messages, boolean writable, String typed, Optional<String> error) {
        return new ThreadView(messages.stream().map(message -> new Entry(message.id(), message.fromApplicant(),
                message.body(), message.at(), message.erased())).toList(), writable, typed, error,
                UUID.randomUUID().toString());
    }

    public int longest() {
        return Messages.LONGEST;
    }
}
