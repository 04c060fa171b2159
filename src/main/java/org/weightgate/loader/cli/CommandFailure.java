package org.weightgate.loader.cli;

import java.io.Serial;

/// A command that cannot go on, with the exit code and the sentence the user reads.
final class CommandFailure extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final int exit;

    private CommandFailure(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    static CommandFailure usage(String message) {
        return new CommandFailure(Exit.USAGE, message);
    }

    static CommandFailure unexpected(String message) {
        return new CommandFailure(Exit.UNEXPECTED, message);
    }

    int exit() {
        return exit;
    }
}
