package org.weightgate.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withPrecision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.loader.llama.Sampler;
import org.weightgate.loader.llama.Sampling;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifyProgress;

class ModelTest {

    private static final GenerationOptions SHORT = GenerationOptions.DEFAULT.withMaxTokens(24);

    @TempDir
    Path folder;

    private SignedModel signed;

    @BeforeEach
    void aSignedModel() throws Exception {
        signed = new SignedModel(folder);
    }

    @Test
    void theSameSettingsGiveTheSameText() throws Exception {
        try (Model model = Model.open(folder, signed.trust());
                Session one = model.session();
                Session two = model.session(64, 1)) {
            var heard = new StringBuilder();
            Generation first = one.generate(SignedModel.PROMPT, SHORT, heard::append);
            Generation second = two.generate(SignedModel.PROMPT, SHORT);

            assertThat(model.verified()).isPresent();
            assertThat(first.tokens()).hasSize(24).isEqualTo(second.tokens());
            assertThat(first.text()).isNotBlank().isEqualTo(heard.toString()).isEqualTo(second.text());
            assertThat(first.finish()).isEqualTo(Generation.Finish.LENGTH);
            assertThat(one.position()).isEqualTo(first.promptTokens().size() + 23);
        }
    }

    @Test
    void aStopStringEndsTheText() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session one = model.session(); Session two = model.session()) {
            String whole = one.generate(SignedModel.PROMPT, SHORT).text();
            String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 5);

            Generation cut = two.generate(SignedModel.PROMPT, SHORT.withStopStrings(stop));

            assertThat(cut.finish()).isEqualTo(Generation.Finish.STOP_STRING);
            assertThat(cut.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        }
    }

    @Test
    void aSeedDecidesWhatIsDrawn() throws Exception {
        GenerationOptions drawn = SHORT.withSampling(new Sampling(1.2, 40, 0.95, 0.02, 1.1, 7));
        try (Model model = Model.open(folder, signed.trust());
                Session one = model.session();
                Session two = model.session();
                Session three = model.session()) {
            List<Integer> tokens = one.generate(SignedModel.PROMPT, drawn).tokens();

            assertThat(two.generate(SignedModel.PROMPT, drawn).tokens()).isEqualTo(tokens);
            assertThat(three.generate(SignedModel.PROMPT, drawn.withSampling(drawn.sampling().withSeed(8))).tokens())
                    .isNotEqualTo(tokens);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsRead() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session session = model.session(3, 1)) {
            assertThatThrownBy(() -> session.generate("Once upon a time there was a cat and a dog", SHORT))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no room");
            assertThat(session.position()).isZero();
            for (int capacity : new int[] { model.config().contextLength() + 1, 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
                assertThatThrownBy(() -> model.session(capacity, 1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 to " + model.config().contextLength());
            }
            assertThatThrownBy(() -> model.session(16, 0)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("threads");
        }
    }

    @Test
    void whatTheListenerThrowsEndsTheTextAndNotTheSession() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session one = model.session(); Session two = model.session()) {
            assertThatThrownBy(() -> one.generate(SignedModel.PROMPT, SHORT, _ -> {
                throw new CancellationException("enough");
            })).isInstanceOf(CancellationException.class);

            int read = one.position();
            assertThat(read).isBetween(two.generate(SignedModel.PROMPT, SHORT).promptTokens().size(), 64);
            assertThat(one.generate(SignedModel.PROMPT, SHORT).tokens()).isNotEmpty();
            assertThat(one.position()).isGreaterThan(read);
        }
    }

    @Test
    void whatIsWrittenInSeveralGoesIsOneText() throws Exception {
        GenerationOptions few = SHORT.withMaxTokens(8).withSampling(new Sampling(0, 0, 1, 0, 1.3, 0));
        try (Model model = Model.open(folder, signed.trust());
                Session one = model.session(64, 1);
                Session two = model.session()) {
            Generation first = one.generate(SignedModel.PROMPT, few);
            Generation second = one.generate(" and then", few);
            var text = new ArrayList<>(first.promptTokens());
            text.addAll(first.tokens());
            text.addAll(second.promptTokens());
            int[] all = text.stream().mapToInt(Integer::intValue).toArray();
            var sampler = new Sampler(few.sampling());
            sampler.saw(all);
            var expected = new ArrayList<Integer>();
            float[] logits = two.logits(all);
            for (int i = 0; i < 8; i++) {
                expected.add(sampler.next(logits));
                logits = two.logits(expected.getLast());
            }

            assertThat(second.promptTokens()).isNotEmpty().doesNotContain(first.promptTokens().getFirst());
            assertThat(second.tokens()).isEqualTo(expected);
            assertThat(one.position()).isEqualTo(all.length + 7);
            assertThat(one.room()).isEqualTo(64 - all.length - 8);
            assertThat(one.logits(5)).containsExactly(two.logits(5), withPrecision(1e-3f));
        }
    }

    @Test
    void whatFillsASessionLeavesNoRoomForMore() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session session = model.session(16, 1)) {
            Generation first = session.generate(SignedModel.PROMPT, SHORT);

            assertThat(first.promptTokens().size() + first.tokens().size()).isEqualTo(16);
            assertThat(session.room()).isZero();
            assertThatThrownBy(() -> session.generate(" and", SHORT)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("holds 0 more");
            assertThatThrownBy(() -> session.logits(1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(session.position()).isEqualTo(15);
        }
    }

    @Test
    void whatIsClosedSaysSo() throws Exception {
        Model model = Model.open(folder, signed.trust());
        Session closed = model.session(64, 1);
        Session open = model.session(64, 1);

        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.generate(SignedModel.PROMPT, SHORT)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the session is closed");

        model.close();
        model.close();
        assertThatThrownBy(() -> open.generate(SignedModel.PROMPT, SHORT)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is closed");
        assertThatThrownBy(model::session).isInstanceOf(IllegalStateException.class).hasMessage("the model is closed");
    }

    @Test
    void aSessionInUseRefusesAnotherText() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session one = model.session()) {
            var refused = new ArrayList<String>();
            one.generate(SignedModel.PROMPT, SHORT, _ -> {
                try {
                    refused.add("not refused: " + Arrays.toString(one.logits(0)));
                } catch (IllegalStateException inUse) {
                    refused.add(String.valueOf(inUse.getMessage()));
                } catch (WeightFormatException broken) {
                    throw new IllegalStateException(broken);
                }
            });

            assertThat(refused).isNotEmpty().allMatch(why -> why.contains("already"));
            assertThat(one.generate(SignedModel.PROMPT, SHORT).tokens()).isNotEmpty();
        }
    }

    @Test
    void anInterruptedThreadLeavesTheModelToOthers() throws Exception {
        try (Model model = Model.open(folder, signed.trust())) {
            Thread.currentThread().interrupt();
            try (Session mine = model.session()) {
                assertThat(mine.generate(SignedModel.PROMPT, SHORT).tokens()).hasSize(24);
            } finally {
                assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            }
            try (Session others = model.session()) {
                assertThat(others.generate(SignedModel.PROMPT, SHORT).tokens()).hasSize(24);
            }
        }
    }

    @Test
    void nobodyElsesKeyOpensIt() {
        assertThatThrownBy(() -> Model.open(folder, TrustedKeys.of(SigningKey.generate().signer())))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> Model.openUnsigned(folder)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("nothing overrides");
    }

    @Test
    void unsignedFoldersOpenOnlyAsSuch() throws Exception {
        Files.delete(folder.resolve(Manifest.FILE_NAME));
        assertThatThrownBy(() -> Model.openUnsigned(folder)).isInstanceOf(VerificationException.class);
        Files.delete(folder.resolve(ModelSignature.FILE_NAME));

        assertThatThrownBy(() -> Model.open(folder, signed.trust())).isInstanceOf(VerificationException.class);
        try (Model model = Model.openUnsigned(folder)) {
            assertThat(model.verified()).isEmpty();
        }
    }

    @Test
    void aChangedByteNamesFileAndChunk() throws Exception {
        signed.tamper(SignedModel.SHARD);

        assertThatThrownBy(() -> Model.open(folder, signed.trust())).isInstanceOf(VerificationException.class)
                .hasMessageContaining(SignedModel.SHARD).hasMessageContaining("chunk 0");
    }

    /// A folder that nobody signed is read so, too, and the self-test is made of that one.
    @Test
    void filesInFoldersBelowAreVerifiedAndNotRead() throws Exception {
        Path gguf = Path.of("src/test/resources/golden/base/base-bf16.gguf");
        Path release = Files.createDirectory(folder.resolve("release"));
        Files.copy(gguf, release.resolve("model.gguf"));
        Files.copy(gguf, Files.createDirectory(release.resolve("other")).resolve("model.gguf"));
        SignedModel.sign(release, signed.key);

        try (Model model = Model.open(release, signed.trust())) {
            assertThat(model.config().hiddenSize()).isEqualTo(64);
        }
    }

    /// Another file put in its place after the check: the one that was checked is computed with.
    @Test
    void whatIsComputedWithIsWhatWasVerified() throws Exception {
        List<Integer> honest;
        try (Model model = Model.open(folder, signed.trust()); Session session = model.session()) {
            honest = session.generate(SignedModel.PROMPT, SHORT).tokens();
        }
        var verified = DirectoryVerifier.open(folder, signed.trust(), VerifyProgress.NONE);
        byte[] other = Files.readAllBytes(folder.resolve(SignedModel.SHARD));
        java.util.Arrays.fill(other, other.length / 2, other.length, (byte) 0);
        Path beside = Files.write(folder.resolve("beside"), other);
        Files.move(beside, folder.resolve(SignedModel.SHARD), java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        try (Model model = Model.of(verified); Session session = model.session()) {
            assertThat(session.generate(SignedModel.PROMPT, SHORT).tokens()).isEqualTo(honest);
        }
    }

    /// Written to in place, so that the very file that was checked is another one.
    @Test
    void whatIsWrittenToBetweenTheCheckAndItsUseIsRefused() throws Exception {
        var verified = DirectoryVerifier.open(folder, signed.trust(), VerifyProgress.NONE);
        signed.tamper(SignedModel.SHARD);

        assertThatThrownBy(() -> Model.of(verified)).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.file()).isEqualTo(SignedModel.SHARD);
            assertThat(refused.field()).startsWith("chunk 0");
            assertThat(refused.getMessage()).contains("changed since it was verified");
        });
    }

    @Test
    void whatIsOnlyTouchedBetweenTheCheckAndItsUseIsHashedAgainAndRuns() throws Exception {
        var verified = DirectoryVerifier.open(folder, signed.trust(), VerifyProgress.NONE);
        Files.setLastModifiedTime(folder.resolve(SignedModel.SHARD), FileTime.fromMillis(1));
        Files.move(folder.resolve("config.json"), folder.resolve("elsewhere"));

        try (Model model = Model.of(verified); Session session = model.session()) {
            assertThat(session.generate(SignedModel.PROMPT, SHORT).tokens()).hasSize(24);
        }
    }

    @Test
    void aFileThatShrinksInUseIsAnErrorAndNoCrash() throws Exception {
        try (Model model = Model.open(folder, signed.trust()); Session session = model.session()) {
            for (int i = 1; i <= 3; i++) {
                try (var channel = Files.newByteChannel(folder.resolve("model-0000" + i + "-of-00003.safetensors"),
                        StandardOpenOption.WRITE)) {
                    channel.truncate(100);
                }
            }

            assertThatThrownBy(() -> session.generate(SignedModel.PROMPT, SHORT)).isInstanceOf(java.io.IOException.class)
                    .hasMessageContaining("shorter while it is in use");
        }
    }
}
