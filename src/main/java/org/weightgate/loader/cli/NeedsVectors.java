package org.weightgate.loader.cli;

/// A command that computes with a model: it runs in a Java that has the vector module.
interface NeedsVectors {

    /// Whether it does so with the options it was given.
    default boolean needsVectors() {
        return true;
    }
}
