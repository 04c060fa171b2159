package org.weightgate.people;

/// Gives a program that is no person a token of ours for a token of somebody else's (RFC 8693).
public interface TokenExchange {

    sealed interface Answer {

        record Issued(String secret, long expiresInSeconds) implements Answer {
        }

        /// `error` is a code of OAuth, `description` a sentence for people.
        record Refused(int status, String error, String description) implements Answer {
        }
    }

    Answer exchange(String subjectToken, String subjectTokenType, String resource);
}
