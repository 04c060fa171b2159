package org.weightgate.testing;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;

import picocli.CommandLine;

/// The command line as its users start it: a process of its own, with its own settings, and nothing of this machine's around it.
public final class WeightgateCommand {

    private static final String MAIN = "org.weightgate.loader.cli.Main";
    private static final long LIMIT_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> java = new ArrayList<>();
    private final Map<Process, Path> outputs = new HashMap<>();

    /// Runs in `folder`; its settings lie in `folder/home`.
    public WeightgateCommand(Path folder) {
        this.folder = folder;
        environment.put("WEIGHTGATE_HOME", folder.resolve("home").toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        environment.put("HOME", folder.toString());
        environment.put("TZ", "UTC");
    }

    /// What a command left behind.
    public record Run(int exit, String out, String err) {

        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + err;
        }
    }

    public WeightgateCommand at(String portal) {
        environment.put("WEIGHTGATE_PORTAL", portal);
        return this;
    }

    public WeightgateCommand as(String token) {
        environment.put("WEIGHTGATE_TOKEN", token);
        return this;
    }

    public WeightgateCommand with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// An option of Java itself, such as a system property.
    public WeightgateCommand java(String... options) {
        java.addAll(List.of(options));
        return this;
    }

    public Run run(String... arguments) throws IOException, InterruptedException {
        return finished(start(arguments), List.of(arguments));
    }

    /// Runs what a shell makes of `arguments`.
    public Run shell(String arguments) throws IOException, InterruptedException {
        String program = java().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return finished(launch(List.of("sh", "-c", "exec " + program + " " + arguments)), List.of(arguments));
    }

    /// Runs the command as the last words of another one.
    public Run under(List<String> other, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(other);
        command.addAll(java());
        command.addAll(List.of(arguments));
        return finished(launch(command), List.of(arguments));
    }

    private Run finished(Process process, List<String> arguments) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + arguments);
        }
        return new Run(process.exitValue(), Files.readString(file(process, "out")), Files.readString(file(process, "err")));
    }

    /// Starts a command that the test will end itself.
    public Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(java());
        command.addAll(List.of(arguments));
        return launch(command);
    }

    private List<String> java() {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(java);
        command.addAll(List.of("-cp", classPath(), MAIN));
        return command;
    }

    private Process launch(List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Path.of(out.toString().replaceFirst("[.]out$", ".err"));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        outputs.put(process, out);
        return process;
    }

    private Path file(Process process, String ending) {
        return Path.of(outputs.getOrDefault(process, folder).toString().replaceFirst("[.]out$", "." + ending));
    }

    /// The command line's own classes and the two libraries it has.
    private static String classPath() {
        return Stream.concat(Stream.of(Path.of(System.getProperty("basedir", ""), "target", "classes").toAbsolutePath()),
                Stream.of(JsonFactory.class, CommandLine.class).map(WeightgateCommand::place))
                .map(Path::toString).collect(Collectors.joining(":"));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
