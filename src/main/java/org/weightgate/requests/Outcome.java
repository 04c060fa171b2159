package org.weightgate.requests;

/// What became of a command: its result, or why it was refused.
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {
    }

    record Refused<T>(Refusal reason) implements Outcome<T> {
    }
}
