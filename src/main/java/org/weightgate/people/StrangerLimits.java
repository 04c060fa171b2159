package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.web.Network;

import io.vertx.core.http.HttpServerRequest;

/// Bounds what is kept for people who are not signed in: anybody can be one. Each replica counts for itself.
@ApplicationScoped
public class StrangerLimits {

    private static final int A_MINUTE = 120;
    static final int AT_ONCE = 60;

    private final Buckets networks = new Buckets(A_MINUTE, AT_ONCE, System::nanoTime);

    StrangerLimits() {
    }

    public boolean allow(HttpServerRequest request) {
        return allow(Network.name(request));
    }

    boolean allow(String network) {
        return networks.take(network).isEmpty();
    }
}
