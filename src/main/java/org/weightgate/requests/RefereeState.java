package org.weightgate.requests;

/// What the referee a request names has said so far about its current revision.
public enum RefereeState {
    /// No referee is named.
    NONE,
    WAITING,
    CONFIRMED,
    DECLINED
}
