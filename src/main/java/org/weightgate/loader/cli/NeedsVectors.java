package org.weightgate.loader.cli;

/// A command that computes: it runs in a Java with the incubating vector module, started by [Relaunch] if need be.
interface NeedsVectors {
}
