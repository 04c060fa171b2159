package org.weightgate.people;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/// A bearer token somebody sent.
final class TokenRequest extends BaseAuthenticationRequest {

    private final String secret;

    TokenRequest(String secret) {
        this.secret = secret;
    }

    String secret() {
        return secret;
    }
}
