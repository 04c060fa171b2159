package org.weightgate.people;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.weightgate.events.DatabaseClock;
import org.weightgate.web.PortalUrl;

import io.quarkus.security.identity.SecurityIdentity;

/// Guards acts that need a fresh sign-in with a second factor. A session shows it by its level and the time of its sign-in, a
/// token by having been made in such a session.
@ApplicationScoped
public class StepUp {

    /// The identity provider's clock may run this much ahead of the database's.
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final SecurityIdentity identity;
    private final DatabaseClock clock;
    private final StepUpConfig config;
    private final PortalUrl portal;

    StepUp(SecurityIdentity identity, DatabaseClock clock, StepUpConfig config, PortalUrl portal) {
        this.identity = identity;
        this.clock = clock;
        this.config = config;
        this.portal = portal;
    }

    /// Refuses unless a fresh second factor is there or none is demanded.
    @Transactional
    public void require(boolean demanded) {
        if (!demanded || isFresh()) {
            return;
        }
        throw isToken() ? StepUpNeededException.ofToken(portal) : StepUpNeededException.ofSession(portal);
    }

    /// For acts on the whole portal.
    public void requireForAdministration() {
        require(config.administration());
    }

    @Transactional
    public boolean isFresh() {
        Duration valid = isToken() ? config.tokenLife() : config.fresh();
        return proved().filter(at -> covers(at, valid, clock.now())).isPresent();
    }

    static boolean covers(Instant proved, Duration valid, Instant now) {
        return !proved.isAfter(now.plus(CLOCKS_DIFFER)) && now.isBefore(proved.plus(valid));
    }

    /// When a second factor was last shown, if ever.
    Optional<Instant> proved() {
        if (identity.isAnonymous()) {
            return Optional.empty();
        }
        if (isToken()) {
            return Optional.ofNullable(identity.<Instant> getAttribute(TokenIdentity.STEPPED_UP));
        }
        return identity.getPrincipal() instanceof JsonWebToken idToken ? proved(idToken) : Optional.empty();
    }

    private Optional<Instant> proved(JsonWebToken idToken) {
        Object level = idToken.getClaim("acr");
        Object signedIn = idToken.getClaim("auth_time");
        if (level == null || signedIn == null || !config.level().equals(level.toString())) {
            return Optional.empty();
        }
        String seconds = signedIn.toString();
        return seconds.matches("[0-9]{1,12}") ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }

    private boolean isToken() {
        return identity.getAttribute(TokenIdentity.PERSON) != null;
    }
}
