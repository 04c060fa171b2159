package org.weightgate.grants;

/// What comes of a command.
sealed interface GrantDecision {

    record Agreed(GrantEvent event) implements GrantDecision {
    }

    record Refused(GrantRefusal why) implements GrantDecision {
    }
}
