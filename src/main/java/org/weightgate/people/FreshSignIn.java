package org.weightgate.people;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.weightgate.events.DatabaseClock;

import io.quarkus.security.identity.SecurityIdentity;

/// Whether somebody has signed in just now, for what cannot be undone and concerns themselves alone. For what concerns others
/// there is [StepUp], which wants a second factor as well.
@ApplicationScoped
class FreshSignIn {

    static final Duration FRESH = Duration.ofMinutes(10);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final SecurityIdentity identity;
    private final DatabaseClock clock;

    FreshSignIn(SecurityIdentity identity, DatabaseClock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    @Transactional
    boolean isFresh() {
        return signedIn().filter(at -> covers(at, clock.now())).isPresent();
    }

    static boolean covers(Instant signedIn, Instant now) {
        return !signedIn.isAfter(now.plus(CLOCKS_DIFFER)) && now.isBefore(signedIn.plus(FRESH));
    }

    static URI address(String back) {
        return URI.create(FreshSignInPages.PATH + "?return=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
    }

    private Optional<Instant> signedIn() {
        if (!(identity.getPrincipal() instanceof JsonWebToken idToken)) {
            return Optional.empty();
        }
        Object at = idToken.getClaim("auth_time");
        return at != null && at.toString().matches("[0-9]{1,12}")
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(at.toString())))
                : Optional.empty();
    }
}
