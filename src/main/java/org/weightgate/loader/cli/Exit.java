package org.weightgate.loader.cli;

/// The exit codes of every command.
final class Exit {

    static final int DONE = 0;
    static final int UNEXPECTED = 1;
    static final int USAGE = 2;
    static final int NETWORK = 3;
    static final int VERIFICATION = 4;
    static final int REFUSED = 5;

    private Exit() {
    }
}
