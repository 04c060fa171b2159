package org.weightgate.manifest;

/// What the publisher says the weights are, for people and for a check before they are loaded.
public record ModelFacts(String architecture, String dtype, long parameters) {
}
