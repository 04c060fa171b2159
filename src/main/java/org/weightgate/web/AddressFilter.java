package org.weightgate.web;

import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Nothing of ours is named with the one character that PostgreSQL cannot hold, so nothing is at an address with it. The path
/// of a file is its room's to read: it answers in the words of its clients.
class AddressFilter {

    private static final String FILE = "path";

    @ServerRequestFilter
    void check(UriInfo uri) {
        boolean unheardOf = uri.getPathParameters().entrySet().stream().filter(part -> !part.getKey().equals(FILE))
                .anyMatch(part -> part.getValue().stream().anyMatch(value -> value.indexOf('\0') >= 0));
        if (unheardOf) {
            throw ProblemException.notFound("Nothing is at this address.");
        }
    }
}
