package org.weightgate.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One part running as a process of its own, with its output in a log file.
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final String name;
    private final Process process;
    private final Path log;
    private final ProcessBook book;

    private Child(String name, Process process, Path log, ProcessBook book) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.book = book;
    }

    /// Answers whether the part does its work yet.
    interface Ready {
        boolean check() throws IOException, InterruptedException;
    }

    static Child start(String name, List<String> command, Map<String, String> environment, Path log, ProcessBook book)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(key -> key.startsWith("KC_") || key.startsWith("PG"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            book.add(name, process.pid());
            return new Child(name, process, log, book);
        } catch (IOException e) {
            throw new PartFailure(title(name) + " cannot be started: " + e.getMessage() + ".", e);
        }
    }

    /// Runs a preparing command to its end.
    static void run(String name, List<String> command, Map<String, String> environment, Path log, ProcessBook book)
            throws IOException {
        try (Child child = start(name, command, environment, log, book)) {
            if (child.process.waitFor() != 0) {
                throw child.failure("could not be prepared");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("Starting " + title(name) + " was interrupted.", e);
        }
    }

    Child await(Duration limit, Ready ready) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!ready.check()) {
                if (!process.isAlive()) {
                    throw failure("stopped while starting");
                }
                if (System.nanoTime() > end) {
                    throw failure("was not ready after " + limit.toSeconds() + " seconds");
                }
                Thread.sleep(PAUSE);
            }
            return this;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new PartFailure("Starting " + title(name) + " was interrupted.", e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// Whether the part itself has said so; another program may answer at its address.
    boolean said(String words) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).contains(words);
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        Signals.end(process.toHandle(), name.equals("postgres") ? "INT" : "TERM", PATIENCE);
        book.remove(name);
    }

    PartFailure failure(String what) {
        return new PartFailure("%s %s; its log is %s%s".formatted(title(name), what, log, lastLine()));
    }

    private String lastLine() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? " (empty)." : " and ends with: " + lines.getLast().strip();
        } catch (IOException _) {
            return ".";
        }
    }

    private static String title(String name) {
        return switch (name) {
            case "postgres" -> "PostgreSQL";
            case "s3" -> "The S3 server";
            case "mail" -> "The mail sink";
            case "seed" -> "Planting the demo models with the command line";
            default -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        };
    }
}
