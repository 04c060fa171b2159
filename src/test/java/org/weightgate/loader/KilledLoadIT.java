package org.weightgate.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.FileIdentity;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestReader;

/// The packaged command and its records of what it verified: killed as the operating system kills, while it verifies, writes
/// them down or computes; and told not to believe them.
@DisabledOnOs(OS.WINDOWS)
class KilledLoadIT {

    private static final int EXIT_VERIFICATION = 4;

    @TempDir
    Path folder;

    private SignedModel signed;
    private Path home;

    private record Run(int exit, String text) {
    }

    @BeforeEach
    void aModelThatMayBeRemembered() throws Exception {
        signed = new SignedModel(Files.createDirectory(folder.resolve("model")));
        Files.writeString(folder.resolve("key.pub"), signed.key.signer().pem());
        home = folder.resolve("home");
        TimeUnit.MILLISECONDS.sleep(2_200);
    }

    @Test
    void whatWasWrittenDownIsWholeAndTrueWheneverItIsKilled() throws Exception {
        Run first = run("--recheck");
        assertThat(first.exit).as(first.text).isZero();
        for (int round = 0; round < 4; round++) {
            deleteRecords();
            Process process = start("--recheck");
            if (round > 1) {
                waitForRecords(process);
            }
            TimeUnit.MILLISECONDS.sleep(round > 1 ? 2L * round : 250 + 200 * round);
            process.destroyForcibly().waitFor();
            requireWholeRecords();
        }

        Run after = run();
        Run remembered = run();
        signed.tamper(SignedModel.SHARD);
        Run tampered = run();

        assertThat(after).isEqualTo(first);
        assertThat(remembered).isEqualTo(first);
        assertThat(tampered.exit).isEqualTo(EXIT_VERIFICATION);
        assertThat(tampered.text).contains(SignedModel.SHARD);
    }

    @Test
    void aRecordIsBelievedUnlessARecheckIsAskedFor() throws Exception {
        signed.tamper(SignedModel.SHARD);
        // what was written a moment ago is hashed whatever a record says
        TimeUnit.MILLISECONDS.sleep(2100);
        byte[] manifest = Files.readAllBytes(signed.folder.resolve(Manifest.FILE_NAME));
        FileEntry shard = ManifestReader.read(manifest).file(SignedModel.SHARD).orElseThrow();
        FileIdentity altered = FileIdentity.of(signed.folder.resolve(SignedModel.SHARD)).orElseThrow();
        new VerificationRecords(home.resolve("verified")).add(Digest.sha256(manifest), Map.of(shard, altered));

        Run believing = run();
        Run rechecking = run("--recheck");

        assertThat(believing.exit).as(believing.text).isZero();
        assertThat(rechecking.exit).as(rechecking.text).isEqualTo(EXIT_VERIFICATION);
        assertThat(rechecking.text).contains(SignedModel.SHARD);
    }

    private void waitForRecords(Process process) throws InterruptedException {
        while (process.isAlive() && !Files.exists(home.resolve("verified"))) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void requireWholeRecords() throws IOException {
        for (Path record : records()) {
            if (!record.getFileName().toString().endsWith(".tmp")) {
                assertThat(Files.readString(record)).matches("([0-9a-f]{64}\n)+");
            }
        }
    }

    private void deleteRecords() throws IOException {
        for (Path record : records()) {
            Files.delete(record);
        }
        Files.deleteIfExists(home.resolve("verified"));
    }

    private List<Path> records() throws IOException {
        if (!Files.exists(home.resolve("verified"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.resolve("verified"))) {
            return files.toList();
        }
    }

    private Run run(String... more) throws IOException, InterruptedException {
        Process process = start(more);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("log"));
        return new Run(process.exitValue(), said.lines().filter(line -> !line.contains(" a second"))
                .collect(Collectors.joining("\n")));
    }

    /// With the module from the start, so that there is no second process that would survive.
    private Process start(String... more) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-jar", Path.of("target", "weightgate-cli.jar").toAbsolutePath()
                        .toString(),
                "run", signed.folder.toString(), "--key", folder.resolve("key.pub").toString(), "--prompt",
                SignedModel.PROMPT, "--max-tokens", "8"));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("WEIGHTGATE_HOME", home.toString());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }
}
