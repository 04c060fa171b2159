package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.web.PortalUrl;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;

/// Asks the identity provider for the password once more.
@ApplicationScoped
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class FreshSignInRedirect implements OidcRedirectFilter {

    static final String TRIED = "weightgate-again";
    static final TriedCookie COOKIE = new TriedCookie(TRIED, FreshSignInPages.PATH, 300);

    private final PortalUrl portal;

    FreshSignInRedirect(PortalUrl portal) {
        this.portal = portal;
    }

    @Override
    public void filter(OidcRedirectContext redirect) {
        if (FreshSignInPages.PATH.equals(redirect.routingContext().normalizedPath())) {
            redirect.additionalQueryParams().set("max_age", "0");
            redirect.routingContext().response().addCookie(COOKIE.remember(portal));
        }
    }
}
