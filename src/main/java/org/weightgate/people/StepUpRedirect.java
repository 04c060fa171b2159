package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;

/// Asks the identity provider for a second factor and a sign-in no older than counts as fresh. A cookie remembers that it was
/// asked, so that a provider that does not comply leads to a page that says so and not into a circle.
@ApplicationScoped
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class StepUpRedirect implements OidcRedirectFilter {

    static final String TRIED = "weightgate-step-up";
    private static final long REMEMBERED_SECONDS = 900;

    private final StepUpConfig config;

    StepUpRedirect(StepUpConfig config) {
        this.config = config;
    }

    @Override
    public void filter(OidcRedirectContext redirect) {
        if (!StepUpPages.PATH.equals(redirect.routingContext().normalizedPath())) {
            return;
        }
        redirect.additionalQueryParams().set("acr_values", config.level())
                .set("max_age", Long.toString(config.fresh().toSeconds()));
        redirect.routingContext().response().addCookie(cookie("1", REMEMBERED_SECONDS));
    }

    static Cookie forget() {
        return cookie("", 0);
    }

    private static Cookie cookie(String value, long seconds) {
        return Cookie.cookie(TRIED, value).setPath(StepUpPages.PATH).setHttpOnly(true).setSameSite(CookieSameSite.LAX)
                .setMaxAge(seconds);
    }
}
