package org.weightgate.hub;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.downloads.Ticket;
import org.weightgate.web.Instants;
import org.weightgate.web.PortalUrl;

/// What the hub's clients show their readers beside what the gate itself says.
@ApplicationScoped
class Denials {

    private final PortalUrl portal;

    Denials(PortalUrl portal) {
        this.portal = portal;
    }

    String anonymous(Snapshot snapshot) {
        return "Access to model " + snapshot.name() + " is restricted. You must have access to it and be authenticated to"
                + " access it. Please log in. Apply for access at " + model(snapshot);
    }

    String endsSoon(Snapshot snapshot, Instant end) {
        return "Your access to model " + snapshot.name() + " ends on " + Instants.day(end) + ". Renew it: " + renew(snapshot);
    }

    String refused(Ticket.Refused refused) {
        return refused.advice().at(portal);
    }

    String warning(String sentence) {
        return "access; " + sentence;
    }

    private String model(Snapshot snapshot) {
        return portal.to("/models/" + snapshot.name());
    }

    private String renew(Snapshot snapshot) {
        return portal.to("/models/" + snapshot.name() + "/renew");
    }
}
