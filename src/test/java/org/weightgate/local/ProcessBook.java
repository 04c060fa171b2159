package org.weightgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The children of this run, written down so that the next run can end those a killed one left behind.
final class ProcessBook {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final Map<String, ProcessIdentity> children = new TreeMap<>();

    ProcessBook(Path file) {
        this.file = file;
    }

    synchronized void add(String name, long pid) {
        ProcessIdentity.of(pid).ifPresent(identity -> children.put(name, identity));
        write();
    }

    synchronized void remove(String name) {
        children.remove(name);
        write();
    }

    /// Ends what the last run left, and only what it left: same number and same start.
    int endOrphans() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        int ended = 0;
        for (String line : Files.readAllLines(file)) {
            String identity = line.substring(line.indexOf(' ') + 1);
            Optional<ProcessHandle> orphan = ProcessIdentity.parse(identity).flatMap(ProcessIdentity::handle);
            if (orphan.isPresent()) {
                Signals.end(orphan.get(), line.startsWith("postgres ") ? "INT" : "TERM", PATIENCE);
                ended++;
            }
        }
        Files.delete(file);
        return ended;
    }

    /// Whether all of these still run since the last run wrote them down.
    boolean allRun(List<String> names) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        return names.stream().allMatch(name -> lines.stream().filter(line -> line.startsWith(name + " "))
                .anyMatch(line -> ProcessIdentity.parse(line.substring(name.length() + 1))
                        .flatMap(ProcessIdentity::handle).isPresent()));
    }

    private void write() {
        var text = new StringBuilder();
        children.forEach((name, identity) -> text.append(name).append(' ').append(identity.text()).append('\n'));
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
