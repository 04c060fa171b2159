package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SelfTest;
import org.weightgate.manifest.SelfTest.Expected;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

/// Releases whose every digest is right and whose signer is trusted, and which do not compute what was signed.
class SelfTestCommandTest {

    private static final Path STORYTELLER = Path.of("src/test/resources/demo/storyteller");

    private static final SigningKey KEY = SigningKey.generate();

    @TempDir
    private static Path made;
    private static Manifest honest;

    @TempDir
    Path folder;

    private WeightgateCommand command;
    private Path model;

    @BeforeAll
    static void storytellerWithASelfTest() throws Exception {
        copy(STORYTELLER, Files.createDirectory(made.resolve("model")));
        var maker = new WeightgateCommand(made);
        assertThat(maker.run("keys", "generate", "--out", "first").exit()).isZero();
        Run run = maker.run("manifest", "model", "--name", "weightgate/storyteller", "--version", "1.0", "--sign", "first");
        assertThat(run.exit()).as(run.toString()).isZero();
        honest = ManifestReader.read(Files.readAllBytes(made.resolve("model").resolve(Manifest.FILE_NAME)));
    }

    @BeforeEach
    void aCopyAndTheKeyItsReaderTrusts() throws Exception {
        command = new WeightgateCommand(folder);
        model = Files.createDirectory(folder.resolve("model"));
        copy(made.resolve("model"), model);
        Files.writeString(folder.resolve("key.pem"), KEY.signer().pem());
    }

    @Test
    void theHonestOnePasses() throws Exception {
        sign(honest);

        assertThat(command.run("verify", "model", "--key", "key.pem", "--self-test").out())
                .contains("it computes what its publisher signed");
    }

    @Test
    void settingsThatCannotBeWrittenDoNotKeepAModelFromRunning() throws Exception {
        sign(honest);
        command.with("WEIGHTGATE_HOME", Files.createFile(folder.resolve("file")).resolve("home").toString());

        Run run = command.run("run", "model", "--key", "key.pem", "--prompt", "Once", "--max-tokens", "2");

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).isNotBlank();
        assertThat(run.err()).contains("it cannot be remembered", "the self-test passed");
    }

    @Test
    void anotherExpectationIsRefused() throws Exception {
        SelfTest test = honest.selfTest().orElseThrow();
        List<Expected> wrong = test.expected().stream()
                .map(one -> one.position() == 3 ? new Expected(3, one.token(), one.logit() + 1_000_000) : one).toList();
        sign(honest.with(Optional.of(new SelfTest(test.tokens(), wrong, test.tolerance()))));

        refused("at position 3 token ");
    }

    @Test
    void otherWeightsUnderTheOldExpectationAreRefused() throws Exception {
        Path shard = model.resolve("model-00002-of-00003.safetensors");
        byte[] bytes = Files.readAllBytes(shard);
        for (int i = bytes.length / 2; i < bytes.length / 2 + 40_000; i += 2) {
            bytes[i + 1] ^= (byte) 0x80;
        }
        Files.write(shard, bytes);
        Files.delete(model.resolve(Manifest.FILE_NAME));
        Files.delete(model.resolve(ModelSignature.FILE_NAME));
        var files = ReleaseDigest.files(ReleaseFolder.at(model), honest.chunkSize(), VerifyProgress.NONE);
        sign(new Manifest(honest.release(), honest.terms(), honest.model(), honest.chunkSize(), files, honest.selfTest()));

        assertThat(command.run("verify", "model", "--key", "key.pem").exit()).as("every digest is right").isZero();
        refused("at position ");
    }

    private void refused(String words) throws Exception {
        for (Run run : List.of(command.run("verify", "model", "--key", "key.pem", "--self-test"),
                command.run("run", "model", "--key", "key.pem", "--prompt", "Once"))) {
            assertThat(run.exit()).as(run.toString()).isEqualTo(Exit.VERIFICATION);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("selftest", words, "was signed as the largest there",
                    "this loader does not compute with them what their publisher did", "Do not use these files.");
        }
    }

    private void sign(Manifest manifest) throws Exception {
        byte[] bytes = ManifestWriter.write(manifest);
        Files.write(model.resolve(Manifest.FILE_NAME), bytes);
        Files.write(model.resolve(ModelSignature.FILE_NAME), ReleaseDigest.sign(manifest, bytes, KEY));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }
}
