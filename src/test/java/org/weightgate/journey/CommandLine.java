package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The packaged CLI jar with a configuration folder of its own.
record CommandLine(Path home) {

    record Ended(int exit, String out, String err) {
        Ended done() {
            assertThat(exit).as(err).isZero();
            return this;
        }
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        var process = start(arguments);
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        return new Ended(process.waitFor(), out, err.join());
    }

    Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                Path.of("target/weightgate-cli.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("WEIGHTGATE_HOME", home.toString());
        return builder.start();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
