package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/// Turns one of our access tokens into its person, with the roles the realm gave at the last sign-in.
@ApplicationScoped
class TokenIdentityProvider implements IdentityProvider<TokenRequest> {

    private final AccessTokens tokens;

    TokenIdentityProvider(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Class<TokenRequest> getRequestType() {
        return TokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(TokenRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> identity(request.secret()));
    }

    private SecurityIdentity identity(String secret) {
        if (!TokenSecret.isAccessToken(secret)) {
            throw new AuthenticationFailedException("not one of our tokens");
        }
        AccessTokens.Opened opened = tokens.open(secret)
                .orElseThrow(() -> new AuthenticationFailedException("unknown, expired or revoked token"));
        AccessToken token = opened.token();
        Person person = opened.person();
        var identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(person.username()))
                .addAttribute(TokenIdentity.PERSON, person)
                .addAttribute(TokenIdentity.SCOPES, token.scopes())
                .addAttribute(TokenIdentity.TOKEN_NAME, token.name())
                .addAttribute(TokenIdentity.TOKEN_MADE, token.createdAt());
        token.steppedUpAt().ifPresent(at -> identity.addAttribute(TokenIdentity.STEPPED_UP, at));
        token.onlyModels().ifPresent(models -> identity.addAttribute(TokenIdentity.MODELS, models));
        for (RealmRole role : RealmRole.values()) {
            if (token.onlyModels().isEmpty() && person.holds(role)) {
                identity.addRole(role.realmName());
            }
        }
        return identity.build();
    }
}
