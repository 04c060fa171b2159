package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.transfer.UserFolder;

/// `run`, `logits`, `inspect` and `bench` as a user types them, on a signed copy of the storyteller.
class ModelCommandsTest {

    private static final Path STORYTELLER = Path.of("src/test/resources/demo/storyteller");
    private static final Path GOLDEN_GGUF = Path.of("src/test/resources/golden/base/base-bf16.gguf");
    private static final String PROMPT = "Once upon a time there was a girl named Ada.";

    @TempDir
    private Path temporary = Path.of("");
    private Path signed = Path.of("");
    private String key = "";

    private record Outcome(int exit, String out, String err) {
    }

    @BeforeEach
    void sign() throws IOException {
        signed = temporary.resolve("storyteller");
        Files.createDirectory(signed);
        try (Stream<Path> files = Files.list(STORYTELLER)) {
            for (Path file : files.toList()) {
                Files.copy(file, signed.resolve(file.getFileName().toString()));
            }
        }
        Path secret = temporary.resolve("publisher.pem");
        assertThat(weightgate("keys", "generate", "--out", secret.toString()).exit).isZero();
        try (Stream<Path> files = Files.list(temporary)) {
            key = files.filter(file -> file.getFileName().toString().startsWith("publisher") && !file.equals(secret))
                    .findFirst().orElseThrow().toString();
        }
        Outcome made = weightgate("manifest", signed.toString(), "--name", "weightgate/storyteller", "--version", "1.0",
                "--sign",
                secret.toString());
        assertThat(made.exit).as(made.err).isZero();
    }

    @Test
    void anOlderRevisionThanSeenIsNeitherVerifiedNorRun() throws IOException {
        Path seen = UserFolder.find(System.getenv()).resolve("seen/weightgate/storyteller-of-long-ago");
        Path folder = signedAs("weightgate/storyteller-of-long-ago");
        Files.createDirectories(seen);
        Files.writeString(seen.resolve("version-1.0.json"),
                "{\"version\":\"1.0\",\"revision\":7,\"created\":\"2026-01-01T00:00:00Z\"}");

        for (Outcome refused : List.of(weightgate("verify", folder.toString(), "--key", key),
                weightgate("run", folder.toString(), "--key", key, "--prompt", PROMPT))) {
            assertThat(refused.exit).isEqualTo(4);
            assertThat(refused.err).contains("you have seen revision 7");
        }
        Files.delete(seen.resolve("version-1.0.json"));
        assertThat(weightgate("verify", folder.toString(), "--key", key).exit).isZero();
    }

    private Path signedAs(String name) {
        Outcome made = weightgate("manifest", signed.toString(), "--name", name, "--version", "1.0", "--sign",
                temporary.resolve("publisher.pem").toString(), "--force");
        assertThat(made.exit).as(made.err).isZero();
        return signed;
    }

    @Test
    void runContinuesThePromptAndStopsAtTheEndToken() {
        Outcome text = weightgate("run", signed.toString(), "--key", key, "--prompt", PROMPT);
        Outcome json = weightgate("run", signed.toString(), "--key", key, "--prompt", PROMPT, "--json", "--temperature", "0");

        assertThat(text.exit).as(text.err).isZero();
        assertThat(text.out).startsWith(" It was a quiet evening. She had a strange clock.").endsWith("is worth it.\n");
        assertThat(json.out.lines().toList().getLast()).startsWith("{\"event\":\"done\",\"prompt_tokens\":[0,450,443,261,")
                .contains("\"tokens\":[345,276,261,").contains(",754,310,751,361,48,1],\"text\":\" It was a quiet")
                .contains("\"prefill_tokens_per_second\":").contains("\"decode_tokens_per_second\":");
    }

    @Test
    void sameSeedGivesTheSameText() {
        String[] command = { "run", signed.toString(), "--key", key, "--prompt", "One day", "--temperature", "1.5", "--top-p",
                "0.95", "--max-tokens", "20", "--seed", "5", "--threads", "2" };

        assertThat(weightgate(command).out).isEqualTo(weightgate(command).out).isNotBlank();
    }

    @Test
    void logitsAreWrittenAsLittleEndianFloats() throws IOException {
        Path golden = Path.of("src/test/resources/golden/base");
        Path out = temporary.resolve("logits.f32");

        Outcome outcome = weightgate("logits", golden.toString(), "--unsigned", "--tokens", "1,72,101", "--out",
                out.toString());

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.err).contains("nobody signed this folder");
        assertThat(Files.size(out)).isEqualTo(3 * 256 * 4);
        assertThat(outcome.out).contains("0  token 1       11: 3.17");
    }

    @Test
    void inspectShowsSignatureTensorsAndConfiguration() {
        Outcome outcome = weightgate("inspect", signed.toString(), "--key", key);

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out).contains("weightgate/storyteller 1.0").contains("verified")
                .contains("BF16  [768, 192]       lm_head.weight").contains("{BF16=1869504} in 3 files")
                .contains("6 heads of 32, 2 for keys and values");
    }

    @Test
    void benchSaysWhichKernelsRan() {
        Outcome outcome = weightgate("bench", signed.toString(), "--key", key, "--prompt-tokens", "8", "--tokens", "4",
                "--threads",
                "1", "--json");

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out.lines().toList().getLast())
                .startsWith("{\"event\":\"done\",\"dtype\":\"BF16\",\"threads\":1,\"kernels\":\"vector\",\"verify_seconds\":")
                .contains("\"load_seconds\":").contains("\"first_token_seconds\":").contains("\"decode_tokens_per_second\":");
    }

    @Test
    void benchHasALineForEachFigure() {
        Outcome outcome = weightgate("bench", signed.toString(), "--key", key, "--prompt-tokens", "8", "--tokens", "4");

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out.lines().map(line -> line.split(" ", 2)[0])).containsExactly("BF16", "verify", "load", "first",
                "read", "write");
    }

    @ParameterizedTest
    @CsvSource({ "run,--prompt,x", "logits,--tokens,1", "inspect,,", "bench,--tokens,1" })
    void alteredFileIsRefusedAndUnsignedDoesNotOverrideIt(String command, String option, String value) throws IOException {
        byte[] tokenizer = Files.readAllBytes(signed.resolve("tokenizer.json"));
        tokenizer[1000] ^= 1;
        Files.write(signed.resolve("tokenizer.json"), tokenizer);
        String[] more = option == null ? new String[0] : new String[] { option, value };

        Outcome outcome = weightgate(Stream.concat(
                Stream.of(command, signed.toString(), "--key", key, "--unsigned"), Stream.of(more)).toArray(String[]::new));

        assertThat(outcome.exit).isEqualTo(Exit.VERIFICATION);
        assertThat(outcome.err).contains("tokenizer.json").contains("chunk 0");
        assertThat(outcome.out).isEmpty();
    }

    @Test
    void unsignedDoesNotOverrideAManifestWithoutSignature() throws IOException {
        Files.delete(signed.resolve("model.sig"));

        assertThat(weightgate("run", signed.toString(), "--key", key, "--unsigned", "--prompt", "x").exit)
                .isEqualTo(Exit.VERIFICATION);
    }

    @Test
    void folderNobodySignedNeedsUnsigned() {
        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--prompt", "x");

        assertThat(outcome.exit).isEqualTo(Exit.VERIFICATION);
        assertThat(outcome.err).contains("add --unsigned.").doesNotContain("Do not use").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({ "logits,--tokens,768,0 to 767", "logits,--tokens,-1,0 to 767", "logits,--tokens,x,is not a whole number",
            "run,--max-tokens,1e3,is not a whole number", "run,--seed,99999999999999999999,or too large",
            "run,--temperature,warm,is not a number",
            "run,--max-tokens,0,--prompt", "bench,--tokens,513,512", "bench,--threads,0,1024" })
    void wrongUseIsExplained(String command, String option, String value, String explanation) {
        Outcome outcome = weightgate(command, STORYTELLER.toString(), "--unsigned", option, value);

        assertThat(outcome.exit).isEqualTo(Exit.USAGE);
        assertThat(outcome.err).contains(explanation);
    }

    /// Verifying may take a minute.
    @Test
    void optionsAreLookedAtBeforeTheFolder() {
        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--prompt", "x", "--threads", "0");

        assertThat(outcome.exit).isEqualTo(Exit.USAGE);
        assertThat(outcome.err).contains("--threads must be from 1 to 1024");
    }

    @Test
    void promptLongerThanTheContextIsRefused() {
        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--unsigned", "--prompt", "x".repeat(600));

        assertThat(outcome.exit).isEqualTo(Exit.USAGE);
        assertThat(outcome.err).contains("601 tokens").contains("512");
    }

    @Test
    void asManyTokensAsThereAreNumbersMayBeAskedFor() {
        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--unsigned", "--prompt", PROMPT, "--max-tokens",
                "2147483647");

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out).endsWith("is worth it.\n");
    }

    @Test
    void promptThatBeginsWithAnAtIsTakenAsWritten() throws IOException {
        Path file = Files.writeString(temporary.resolve("prompt"), "--help");

        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--unsigned", "--json", "--max-tokens", "1", "--prompt",
                "@" + file);

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out).contains("\"event\":\"done\",\"prompt_tokens\":[0,");
    }

    @Test
    void sessionThatDoesNotFitTheHeapIsRefused() throws IOException {
        Path config = temporary.resolve("storyteller/config.json");
        Files.writeString(config, Files.readString(config).replace("\"max_position_embeddings\": 512",
                "\"max_position_embeddings\": 16777216"));
        Files.delete(signed.resolve("model.sig"));
        Files.delete(signed.resolve("weights-manifest.json"));

        Outcome outcome = weightgate("run", signed.toString(), "--unsigned", "--prompt", PROMPT, "--max-tokens", "2147483647");

        assertThat(outcome.exit).isEqualTo(Exit.USAGE);
        assertThat(outcome.err).contains("16777216 tokens need 32.0 GiB of heap").contains("-Xmx in JDK_JAVA_OPTIONS")
                .doesNotContain("Exception");
    }

    @Test
    void terminalNeverGetsControlCharacters() {
        assertThat(RunCommand.harmless("a\u001b[2Jb\n\tc\u009b\r")).isEqualTo("a\ufffd[2Jb\n\tc\ufffd\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = { "-hello", "-Version two", "--json", "-h" })
    void anyTextMayBeThePrompt(String text) {
        Outcome outcome = weightgate("run", STORYTELLER.toString(), "--unsigned", "--max-tokens", "1", "--prompt", text,
                "--json");

        assertThat(outcome.exit).as(outcome.err).isZero();
        assertThat(outcome.out).contains("\"event\":\"done\",\"prompt_tokens\":[0,");
    }

    @Test
    void anEmptyPathIsNotTheFolderOneIsIn() {
        for (String[] command : List.of(new String[] { "verify", "" }, new String[] { "keys", "add", "" },
                new String[] { "run", "", "--unsigned", "--prompt", "x" },
                new String[] { "verify", signed.toString(), "--key", "" })) {
            Outcome outcome = weightgate(command);

            assertThat(outcome.exit).as(outcome.err).isEqualTo(Exit.USAGE);
            assertThat(outcome.err).contains("it is empty; the folder you are in is '.'. See");
        }
    }

    @Test
    void aFolderWhereAFileBelongsIsWrongUse() {
        for (String[] command : List.of(new String[] { "keys", "add", signed.toString() },
                new String[] { "verify", signed.toString(), "--key", signed.toString() },
                new String[] { "manifest", signed.toString(), "--name", "a/b", "--version", "1", "--sign",
                        temporary.toString() },
                new String[] { "logits", STORYTELLER.toString(), "--unsigned", "--tokens", "1", "--out",
                        temporary.toString() })) {
            Outcome outcome = weightgate(command);

            assertThat(outcome.exit).as(outcome.err).isEqualTo(Exit.USAGE);
            assertThat(outcome.err).contains(" is a folder: give a file.");
        }
    }

    @Test
    void aPlaceThatIsNotThereIsNamedAsItWasTyped() {
        String place = temporary.resolve("none/file").toString();
        for (Outcome outcome : List.of(weightgate("keys", "generate", "--out", place),
                weightgate("logits", STORYTELLER.toString(), "--unsigned", "--tokens", "1", "--out", place))) {
            assertThat(outcome.exit).isEqualTo(Exit.USAGE);
            assertThat(outcome.err).contains("There is no " + temporary.resolve("none") + ":");
        }
    }

    @Test
    void ggufIsSignedWithItsFactsAndASelfTest() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("gguf"));
        Files.copy(GOLDEN_GGUF, folder.resolve("model.gguf"));

        Outcome made = weightgate("manifest", folder.toString(), "--name", "weightgate/golden", "--version", "1.0", "--sign",
                temporary.resolve("publisher.pem").toString());

        assertThat(made.exit).as(made.err).isZero();
        assertThat(made.err).isEmpty();
        assertThat(Files.readString(folder.resolve("weights-manifest.json"))).contains("\"architecture\"", "llama",
                "\"selftest\"");
        assertThat(weightgate("verify", folder.toString(), "--key", key, "--self-test").out)
                .contains("it computes what its publisher signed");
    }

    @Test
    void aFolderWithoutAModelIsSignedAndSaysWhyThereIsNoSelfTest() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("notes"));
        Files.writeString(folder.resolve("notes.txt"), "none");

        Outcome made = weightgate("manifest", folder.toString(), "--name", "weightgate/notes", "--version", "1.0", "--sign",
                temporary.resolve("publisher.pem").toString());

        assertThat(made.exit).as(made.err).isZero();
        assertThat(made.err).contains("no self-test is written");
        assertThat(Files.readString(folder.resolve("weights-manifest.json"))).doesNotContain("\"architecture\"");
    }

    @Test
    void nothingGoesOnWhenNobodyGetsWhatIsPrinted() {
        for (String[] command : List.of(
                new String[] { "run", STORYTELLER.toString(), "--unsigned", "--prompt", PROMPT },
                new String[] { "run", STORYTELLER.toString(), "--unsigned", "--prompt", PROMPT, "--json" },
                new String[] { "logits", STORYTELLER.toString(), "--unsigned", "--tokens", "1" },
                new String[] { "verify", signed.toString(), "--key", key }, new String[] { "keys", "list" },
                new String[] { "--help" })) {
            var unconnected = new PipedOutputStream();
            var err = new ByteArrayOutputStream();

            int exit = weightgate(unconnected, err, command);

            assertThat(exit).as(String.join(" ", command)).isEqualTo(Exit.UNEXPECTED);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(Output.LOST).doesNotContain("tokens read at");
        }
    }

    private static Outcome weightgate(String... arguments) {
        var capturedOut = new ByteArrayOutputStream();
        var capturedErr = new ByteArrayOutputStream();
        int exit = weightgate(capturedOut, capturedErr, arguments);
        return new Outcome(exit, capturedOut.toString(StandardCharsets.UTF_8), capturedErr.toString(StandardCharsets.UTF_8));
    }

    private static int weightgate(OutputStream capturedOut, OutputStream capturedErr, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
            return Main.run(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
