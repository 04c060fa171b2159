package org.weightgate.hub;

import jakarta.inject.Singleton;

import org.weightgate.web.PortalUrl;

/// Where a longer list goes on.
@Singleton
class NextPage {

    private final PortalUrl portal;

    NextPage(PortalUrl portal) {
        this.portal = portal;
    }

    /// `Link` as the strictest client reads it.
    String link(String path, String query) {
        return "<" + portal.to(path + "?" + query) + ">; rel=\"next\"";
    }
}
