package org.weightgate.people;

/// Sends a signed-in person to the identity provider once more.
class StepUpChallengeException extends RuntimeException {

    private static final long serialVersionUID = 1;
}
