package org.weightgate.people;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

/// Counts forms by person and by network, in this replica's memory: a limit that needed the database for each form would cost
/// more than what it guards.
@ApplicationScoped
class PostLimits {

    private final PostLimitConfig config;
    private final Buckets people;
    private final Buckets networks;

    PostLimits(PostLimitConfig config) {
        this.config = config;
        this.people = new Buckets(config.perPerson(), Math.max(1, config.perPerson() / 3), System::nanoTime);
        this.networks = new Buckets(config.perNetwork(), Math.max(1, config.perNetwork() / 3), System::nanoTime);
    }

    void check(@Nullable String person, String network) {
        if (config.perPerson() > 0 && person != null) {
            refuse(people.take(person),
                    "You send forms faster than the " + config.perPerson() + " a minute that one person may.");
        }
        if (config.perNetwork() > 0) {
            refuse(networks.take(network), "Forms come from your network faster than the " + config.perNetwork()
                    + " a minute that one network may send.");
        }
    }

    private static void refuse(Optional<Duration> wait, String why) {
        if (wait.isEmpty()) {
            return;
        }
        long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
        throw new ProblemException(429, "too-many", why
                + " Nothing was done with this one. Go back in your browser: what you typed is still there. Send it again in "
                + seconds + (seconds == 1 ? " second." : " seconds.")).after(wait.get());
    }
}
