package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process named so that a later one that was given the same number is never taken for it.
record ProcessIdentity(long pid, String started) {

    static Optional<ProcessIdentity> of(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                .flatMap(ProcessIdentity::startOf)
                .map(started -> new ProcessIdentity(pid, started));
    }

    static Optional<ProcessIdentity> parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2 || !words[0].matches("[1-9][0-9]{0,9}")) {
            return Optional.empty();
        }
        return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), words[1]));
    }

    /// The process, when it still runs and is the same one.
    Optional<ProcessHandle> handle() {
        return of(pid).filter(this::equals).flatMap(_ -> ProcessHandle.of(pid));
    }

    String text() {
        return pid + " " + started;
    }

    /// On Linux ticks since boot: the wall clock's start instant moves when the clock is set.
    private static Optional<String> startOf(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return afterName[0].equals("Z") ? Optional.empty() : Optional.of(boot + ":" + afterName[19]);
        } catch (IOException _) {
            return process.info().startInstant().map(instant -> Long.toString(instant.toEpochMilli()));
        }
    }
}
