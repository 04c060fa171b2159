package org.weightgate.people;

/// What an identity made from one of our access tokens carries.
final class TokenIdentity {

    static final String PERSON = "weightgate.person";
    /// Only for a job: the names of the models it may download.
    static final String MODELS = "weightgate.models";
    static final String SCOPES = "weightgate.scopes";
    static final String STEPPED_UP = "weightgate.stepped-up";
    static final String TOKEN_MADE = "weightgate.token-made";
    static final String TOKEN_NAME = "weightgate.token";

    private TokenIdentity() {
    }
}
