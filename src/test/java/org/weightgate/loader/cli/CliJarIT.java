package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.bench.TransferBench;

/// The packaged jar with nothing but a JDK.
class CliJarIT {

    private record Run(int exit, String out, String err) {
    }

    @TempDir
    Path folder;

    @BeforeEach
    void weights() throws Exception {
        Files.createDirectory(folder.resolve("m"));
        Files.writeString(folder.resolve("m/config.json"), "{\"model_type\":\"llama\"}");
        Files.write(folder.resolve("m/weights.bin"), new byte[9 << 20]);
    }

    @Test
    void helpAndVersionAreForEverybody() throws Exception {
        assertThat(weightgate("--help").out()).contains("download", "verify", "publish", "Exit codes");
        assertThat(weightgate("--version").out()).startsWith("weightgate ");
        assertThat(weightgate("verify", "--help").exit()).isZero();
    }

    @Test
    void wrongUseIsExitTwoWithoutAStackTrace() throws Exception {
        for (List<String> wrong : List.of(List.<String> of(), List.of("verify"), List.of("nonsense"),
                List.of("keys", "add", "none"),
                List.of("verify", "none"))) {
            Run run = weightgate(wrong.toArray(String[]::new));

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).startsWith("weightgate: ").doesNotContain("\tat ", "Exception");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void signedFolderVerifiesUntilItIsTamperedWith() throws Exception {
        Run made = weightgate("keys", "generate", "--out", "key");
        assertThat(made.exit()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key")))).isEqualTo("rw-------");
        assertThat(sign().exit()).isZero();
        assertThat(sign().out()).contains("Nothing to do");

        Run unknown = weightgate("verify", "m");
        assertThat(unknown.exit()).isEqualTo(4);
        assertThat(unknown.err()).contains("a key you do not trust", "keys add");

        assertThat(weightgate("keys", "add", "key.pub", "--label", "me").exit()).isZero();
        assertThat(weightgate("keys", "list").out()).contains("  me");
        assertThat(weightgate("verify", "m").out()).contains("Verified acme/tiny 1.0: 2 files");

        try (var channel = Files.newByteChannel(folder.resolve("m/weights.bin"), StandardOpenOption.WRITE)) {
            channel.position((8 << 20) + 3).write(ByteBuffer.wrap(new byte[] { 1 }));
        }
        Run tampered = weightgate("verify", "m");
        assertThat(tampered.exit()).isEqualTo(4);
        assertThat(tampered.err()).contains("weights.bin, chunk 1 (bytes 8388608 to 9437183)");
        Run json = weightgate("verify", "m", "--json");
        assertThat(json.out()).contains("\"event\":\"error\",\"exit\":4").contains("\"file\":\"weights.bin\"");

        assertThat(weightgate("keys", "remove", "me").exit()).isZero();
        assertThat(weightgate("verify", "m").err()).contains("a key you do not trust");
    }

    @Test
    void trustOnFirstUseIsLoudAndRecorded() throws Exception {
        weightgate("keys", "generate", "--out", "key");
        sign();

        Run first = weightgate("verify", "m", "--trust-on-first-use");

        assertThat(first.exit()).isZero();
        assertThat(first.err()).contains("WARNING: trusting an unconfirmed key");
        assertThat(weightgate("keys", "list").out()).contains("NOT CONFIRMED");
        assertThat(weightgate("verify", "m").err()).isEmpty();
    }

    @Test
    void otherManifestIsNotWrittenOverWithoutForce() throws Exception {
        weightgate("keys", "generate", "--out", "key");
        sign();
        Files.writeString(folder.resolve("m/config.json"), "{}");

        Run refused = sign();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("--force");
        assertThat(weightgate("manifest", "m", "--name", "acme/tiny", "--version", "1.0", "--sign", "key", "--force").exit())
                .isZero();
        assertThat(weightgate("verify", "m", "--key", "key.pub").exit()).isZero();
    }

    @Test
    void unreachablePortalIsExitThree() throws Exception {
        Run run = weightgate("login", "--portal", "http://localhost:1");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("cannot be reached");
    }

    /// One put together by `jlink` has only the modules that were named.
    @Test
    void javaWithoutTheVectorModuleComputesWithThePlainKernels() throws Exception {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        assertThat(jlink.run(System.out, System.err, "--add-modules", "java.base,java.management", "--output",
                folder.resolve("java").toString())).isZero();
        String model = Path.of("src", "test", "resources", "demo", "storyteller").toAbsolutePath().toString();

        Run run = weightgate(folder.resolve("java"), "bench", model, "--unsigned", "--prompt-tokens", "4", "--tokens", "2");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("BF16 weights, scalar kernels");
    }

    /// As the launcher starts it: from what Java wrote down during a small download, and without a word where that is of no use.
    @Test
    void startsFromWhatWasRecorded() throws Exception {
        Path jar = Path.of("target", "weightgate-cli.jar").toAbsolutePath();
        Path cache = folder.resolve("start.aot");
        TransferBench.main(new String[] { jar.toString(), "--size", "8", "--data", folder.resolve("recorded").toString(),
                "--record", cache.toString() });
        List<String> start = List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off");
        String model = Path.of("src", "test", "resources", "demo", "storyteller").toAbsolutePath().toString();

        assertThat(java(start, "-Xlog:class+load", "-jar", jar.toString(), "--version").out())
                .containsPattern("org.weightgate.loader.transfer.Download source: shared objects file");
        // needs the vector module, with which Java starts from no such cache
        Run inChild = java(start, "-jar", jar.toString(), "bench", model, "--unsigned", "--prompt-tokens", "4", "--tokens",
                "2");
        assertThat(inChild.exit()).as(inChild.err()).isZero();
        assertThat(inChild.out()).startsWith("BF16 weights, ").doesNotContain("scalar");
        Files.write(cache, new byte[100]);
        assertThat(java(start, "-jar", jar.toString(), "--version").out()).startsWith("weightgate ");
    }

    private Run java(List<String> options, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run sign() throws Exception {
        return weightgate("manifest", "m", "--name", "acme/tiny", "--version", "1.0", "--sign", "key");
    }

    private Run weightgate(String... arguments) throws IOException, InterruptedException {
        return weightgate(Path.of(System.getProperty("java.home")), arguments);
    }

    private Run weightgate(Path java, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(java.resolve("bin").resolve("java").toString(), "-jar",
                Path.of("target", "weightgate-cli.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", null);
        Path err = Files.createTempFile(folder, "err", null);
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("WEIGHTGATE_HOME", folder.resolve("home").toString());
        builder.environment().remove("WEIGHTGATE_PORTAL");
        builder.environment().remove("WEIGHTGATE_TOKEN");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
