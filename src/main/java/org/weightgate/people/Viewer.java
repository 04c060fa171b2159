package org.weightgate.people;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.weightgate.web.PlainText;

import io.quarkus.security.identity.SecurityIdentity;

/// Who looks at the page, for the layout. Asks no database, so that error pages work without one.
@Named("viewer")
@RequestScoped
public class Viewer {

    private final SecurityIdentity identity;

    Viewer(SecurityIdentity identity) {
        this.identity = identity;
    }

    public boolean isSignedIn() {
        return !identity.isAnonymous();
    }

    public String getName() {
        if (identity.getPrincipal() instanceof JsonWebToken token && token.getClaim("name") instanceof String name) {
            return PlainText.oneLine(name);
        }
        return identity.getPrincipal().getName();
    }

    public boolean isReviewer() {
        return identity.hasRole(RealmRole.REVIEWER.realmName());
    }

    public boolean isPublisher() {
        return identity.hasRole(RealmRole.PUBLISHER.realmName());
    }

    public boolean isAdmin() {
        return identity.hasRole(RealmRole.ADMIN.realmName());
    }
}
