package org.weightgate.people;

/// What an identity made from one of our access tokens carries.
final class TokenIdentity {

    static final String PERSON = "weightgate.person";
    static final String SCOPES = "weightgate.scopes";
    static final String STEPPED_UP = "weightgate.stepped-up";
    static final String TOKEN_MADE = "weightgate.token-made";
    static final String TOKEN_NAME = "weightgate.token";

    private TokenIdentity() {
    }
}
