package org.weightgate.local;

import java.io.IOException;

/// Where everything listens, on this machine only.
record PartPorts(int portal, int keycloak, int s3, int mail, int mailApi, int smtp, int imap, int postgres) {

    static PartPorts preferred(int portal, Stock stock) throws IOException {
        var ports = new Ports(stock.portLocks());
        return new PartPorts(ports.choose(portal), ports.choose(8180), ports.choose(9090), ports.choose(8025),
                ports.choose(8026), ports.choose(2525), ports.choose(2143), ports.choose(15432));
    }

    static PartPorts any(Stock stock) throws IOException {
        var ports = new Ports(stock.portLocks());
        return new PartPorts(ports.choose(Ports.ANY), ports.choose(Ports.ANY), ports.choose(Ports.ANY),
                ports.choose(Ports.ANY), ports.choose(Ports.ANY), ports.choose(Ports.ANY), ports.choose(Ports.ANY),
                ports.choose(Ports.ANY));
    }

    String portalUrl() {
        return "http://localhost:" + portal;
    }

    String mailUrl() {
        return "http://localhost:" + mail;
    }
}
