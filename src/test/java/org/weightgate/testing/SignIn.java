package org.weightgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import org.weightgate.local.BrowserSession;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/// Signs a person in as their browser would, through Keycloak's form.
public final class SignIn {
    private SignIn() {
    }

    /// The portal's session cookies of a person whose password is their user name: every demo person and everyone
    /// [TestPeople] makes. For REST Assured's `cookies(...)`.
    public static Map<String, String> as(String username) {
        return session(username).cookies();
    }

    /// A request in the person's name that counts as coming from the portal's own pages. It does not follow redirects.
    public static RequestSpecification request(String username) {
        return request(as(username));
    }

    public static RequestSpecification request(Map<String, String> cookies) {
        return RestAssured.given().baseUri(portal()).header("Sec-Fetch-Site", "same-origin").redirects().follow(false)
                .cookies(cookies);
    }

    public static BrowserSession session(String username) {
        try {
            return BrowserSession.signIn(portal(), username, username);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String portal() {
        return System.getProperty("test.portal");
    }
}
