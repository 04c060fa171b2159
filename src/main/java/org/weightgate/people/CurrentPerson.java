package org.weightgate.people;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.RequestScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

import io.quarkus.security.identity.SecurityIdentity;

/// Who makes this request: by session (the identity provider's word, copied to `person`) or by one of our access tokens.
@RequestScoped
public class CurrentPerson {

    private final SecurityIdentity identity;
    private final People people;
    private final PortalUrl portal;
    private boolean asked;
    private @Nullable Person person;

    CurrentPerson(SecurityIdentity identity, People people, PortalUrl portal) {
        this.identity = identity;
        this.people = people;
        this.portal = portal;
    }

    public Optional<Person> find() {
        if (!asked) {
            person = load().orElse(null);
            asked = true;
        }
        return Optional.ofNullable(person);
    }

    /// The person, or a refusal when nobody is signed in.
    public Person require() {
        return find().orElseThrow(() -> new ProblemException(401, "sign-in-required", "Sign in, or send an access token."));
    }

    public boolean holds(RealmRole role) {
        return identity.hasRole(role.realmName());
    }

    /// Refuses an access token that was not given this scope; a session may do all that its person may.
    public void requireScope(Scope scope) {
        Set<Scope> given = identity.getAttribute(TokenIdentity.SCOPES);
        if (given != null && !given.contains(scope)) {
            throw ScopeFilter.lacking(portal, scope);
        }
    }

    private Optional<Person> load() {
        if (identity.isAnonymous()) {
            return Optional.empty();
        }
        Person byToken = identity.getAttribute(TokenIdentity.PERSON);
        if (byToken != null) {
            return Optional.of(byToken);
        }
        if (!(identity.getPrincipal() instanceof JsonWebToken idToken)) {
            return Optional.empty();
        }
        Profile profile = profile(idToken);
        DemoPeople.refuseSignIn(profile);
        return Optional.of(people.find(profile.issuer(), profile.subject()).filter(person -> person.matches(profile))
                .orElseGet(() -> people.remember(profile)));
    }

    private Profile profile(JsonWebToken token) {
        String username = text(token, "preferred_username", token.getSubject());
        return new Profile(token.getIssuer(), token.getSubject(), username, text(token, "name", username),
                text(token, "email", ""), Boolean.parseBoolean(text(token, "email_verified", "false")),
                Profile.known(identity.getRoles()));
    }

    private static String text(JsonWebToken token, String claim, String otherwise) {
        Object value = token.getClaim(claim);
        return value == null ? otherwise : value.toString();
    }
}
