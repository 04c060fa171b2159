package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.web.PortalUrl;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;

/// Asks the identity provider for a second factor and a sign-in no older than counts as fresh.
@ApplicationScoped
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class StepUpRedirect implements OidcRedirectFilter {

    static final String TRIED = "weightgate-step-up";
    static final TriedCookie COOKIE = new TriedCookie(TRIED, StepUpPages.PATH, 900);

    private final StepUpConfig config;
    private final PortalUrl portal;

    StepUpRedirect(StepUpConfig config, PortalUrl portal) {
        this.config = config;
        this.portal = portal;
    }

    @Override
    public void filter(OidcRedirectContext redirect) {
        if (!StepUpPages.PATH.equals(redirect.routingContext().normalizedPath())) {
            return;
        }
        redirect.additionalQueryParams().set("acr_values", config.level())
                .set("max_age", Long.toString(config.fresh().toSeconds()));
        redirect.routingContext().response().addCookie(COOKIE.remember(portal));
    }
}
