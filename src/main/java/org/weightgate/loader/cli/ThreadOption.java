package org.weightgate.loader.cli;

import org.weightgate.loader.llama.Workers;

import picocli.CommandLine.Option;

/// How many threads compute.
final class ThreadOption {

    private static final int MOST = 1024;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute; otherwise one per processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    Workers workers() throws CommandFailure {
        return new Workers(count());
    }

    int count() throws CommandFailure {
        if (threads < 1 || threads > MOST) {
            throw CommandFailure.usage("--threads must be from 1 to " + MOST + ", not " + threads + ".");
        }
        return threads;
    }
}
