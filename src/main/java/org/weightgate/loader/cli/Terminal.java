package org.weightgate.loader.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether somebody is looking.
final class Terminal {

    /// Set by [Relaunch] for the process whose standard error it passes on.
    static final String STANDARD_ERROR = "WEIGHTGATE_STDERR_TERMINAL";

    private Terminal() {
    }

    /// Whether somebody can be asked.
    static boolean isStandardInput() {
        return isTerminal(0);
    }

    static boolean isStandardError() {
        String told = System.getenv(STANDARD_ERROR);
        if (told != null) {
            return told.equals("yes");
        }
        return isTerminal(2);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        }
    }
}
