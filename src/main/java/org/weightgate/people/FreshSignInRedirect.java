package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;

/// Asks the identity provider for the password once more. A cookie remembers that it was asked, against going in a circle.
@ApplicationScoped
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class FreshSignInRedirect implements OidcRedirectFilter {

    static final String TRIED = "weightgate-again";

    private static final long REMEMBERED_SECONDS = 300;

    @Override
    public void filter(OidcRedirectContext redirect) {
        if (FreshSignInPages.PATH.equals(redirect.routingContext().normalizedPath())) {
            redirect.additionalQueryParams().set("max_age", "0");
            redirect.routingContext().response().addCookie(cookie("1", REMEMBERED_SECONDS));
        }
    }

    static Cookie forget() {
        return cookie("", 0);
    }

    private static Cookie cookie(String value, long seconds) {
        return Cookie.cookie(TRIED, value).setPath(FreshSignInPages.PATH).setHttpOnly(true).setSameSite(CookieSameSite.LAX)
                .setMaxAge(seconds);
    }
}
