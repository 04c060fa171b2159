package org.weightgate.requests;

/// A fact that moved under a reviewer's hands.
///
/// @param before what they were shown; empty when nobody was shown it
public record FactChange(ShownFact fact, String before, String now) {
}
