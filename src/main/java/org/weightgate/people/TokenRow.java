package org.weightgate.people;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// A token as its owner sees it.
record TokenRow(UUID id, String name, List<String> scopes, Instant createdAt, Instant expiresAt, @Nullable Instant lastUsedAt,
        String tone, String state, boolean live) {

    static TokenRow of(AccessToken token, Instant now) {
        boolean live = token.isLive(now);
        String state = live ? "Works" : token.revokedAt() == null ? "Expired" : "Revoked";
        String tone = live ? "good" : token.revokedAt() == null ? "ended" : "bad";
        return new TokenRow(token.id(), token.name(), List.of(Scopes.words(token.scopes())), token.createdAt(),
                token.expiresAt(), token.lastUsedAt(), tone, state, live);
    }
}
