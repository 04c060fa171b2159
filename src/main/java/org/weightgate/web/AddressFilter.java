package org.weightgate.web;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.vertx.core.http.HttpServerRequest;

/// Nothing of ours is named with the one character that PostgreSQL cannot hold, so nothing is at an address with it.
class AddressFilter {

    @ServerRequestFilter(preMatching = true)
    void check(HttpServerRequest request) {
        if (request.path() != null && request.path().contains("%00")) {
            throw ProblemException.notFound("Nothing is at this address.");
        }
    }
}
