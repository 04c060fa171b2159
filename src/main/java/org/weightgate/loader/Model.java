package org.weightgate.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

import org.weightgate.loader.llama.LlamaConfig;
import org.weightgate.loader.llama.LlamaModel;
import org.weightgate.loader.tokenizer.Tokenizer;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.KnownFiles;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.SelfTest;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedDirectory;
import org.weightgate.manifest.VerifiedFiles;
import org.weightgate.manifest.VerifyProgress;

/// A model that was verified, then mapped, and can now be run: what is computed with are the very bytes that were checked,
/// through the same open files. Any number of [Session]s may use it at once; closing it ends them all.
///
/// ```java
/// var trust = TrustedKeys.of(SignerKey.ofPem(Files.readString(Path.of("publisher.pem"))));
/// try (Model model = Model.open(Path.of("storyteller"), trust); Session session = model.session()) {
///     session.generate("Once upon a time", GenerationOptions.DEFAULT, System.out::print);
/// }
/// ```
public final class Model implements AutoCloseable {

    /// Tokens a session holds unless asked for more, or fewer by the model.
    public static final int USUAL_SESSION = 4096;

    private final Optional<VerifiedFiles> verified;
    private final LlamaModel model;
    private final Text text;

    private Model(WeightFiles files, Optional<VerifiedFiles> verified, LlamaModel model) throws IOException {
        this.verified = verified;
        this.model = model;
        this.text = Text.of(files, model.config().vocabularySize());
    }

    /// The tokenizer, or why there is none. It is read with the weights and not when it is asked for: a thread that is interrupted
    /// while it reads closes the file, and the verified one can not be opened again.
    private sealed interface Text {

        record Read(Tokenizer tokenizer) implements Text {
        }

        record Refused(WeightFormatException why) implements Text {
        }

        static Text of(WeightFiles files, int vocabularySize) throws IOException {
            try {
                return new Read(Tokenizer.read(files, vocabularySize));
            } catch (WeightFormatException why) {
                return new Refused(why);
            }
        }
    }

    /// Verifies the release in `folder` and maps its weights.
    ///
    /// @param trust the publishers' keys the caller believes
    /// @throws VerificationException if the signature is not by one of them, or a file is not as signed; names file and chunk
    /// @throws WeightFormatException if the model is not one this loader runs, or a weight file is not as its format demands
    /// @throws IOException if a file cannot be read; a [java.nio.channels.ClosedByInterruptException] if the thread is interrupted
    ///         while it reads
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted while others hash for it
    public static Model open(Path folder, TrustedKeys trust) throws IOException, VerificationException {
        return open(folder, trust, KnownFiles.NONE, VerifyProgress.NONE);
    }

    /// Like [#open(Path, TrustedKeys)], without hashing files again that are in `known`.
    public static Model open(Path folder, TrustedKeys trust, KnownFiles known, VerifyProgress progress)
            throws IOException, VerificationException {
        return of(DirectoryVerifier.open(folder, trust, known, progress));
    }

    /// Maps a model whose files were verified already and takes them over: closing the model closes them.
    public static Model of(VerifiedFiles verified) throws IOException {
        try {
            return open(new SignedFiles(verified), Optional.of(verified));
        } catch (IOException | RuntimeException | Error failure) {
            verified.close();
            throw failure;
        }
    }

    /// Maps a folder that nobody signed. A folder with a manifest or a signature is refused: whatever is wrong with them,
    /// nothing overrides it.
    ///
    /// @throws VerificationException if there is a manifest or a signature
    /// @throws WeightFormatException as [#open(Path, TrustedKeys)]
    public static Model openUnsigned(Path folder) throws IOException, VerificationException {
        return open(unsigned(folder), Optional.empty());
    }

    private static Model open(WeightFiles files, Optional<VerifiedFiles> verified) throws IOException {
        LlamaModel model = LlamaModel.open(files);
        try {
            return new Model(files, verified, model);
        } catch (IOException | RuntimeException | Error failure) {
            model.close();
            throw failure;
        }
    }

    /// The files of a folder that nobody signed.
    ///
    /// @throws VerificationException if there is a manifest or a signature
    public static WeightFiles unsigned(Path folder) throws VerificationException {
        for (String name : new String[] { Manifest.FILE_NAME, ModelSignature.FILE_NAME }) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new VerificationException(name, "whole file",
                        "it is there, so the folder is verified with it; nothing overrides one that is wrong");
            }
        }
        return WeightFiles.in(folder);
    }

    /// The sizes and settings of the model, whichever file they were read from.
    public LlamaConfig config() {
        return model.config();
    }

    /// The element type of the matrices that do most of the work, such as `BF16`.
    public String dtype() {
        return model.dtype();
    }

    /// What was verified; empty for an unsigned model.
    public Optional<VerifiedDirectory> verified() {
        return verified.map(VerifiedFiles::verified);
    }

    /// Computes what the release's self-test asks for and compares; does nothing for a release without one.
    ///
    /// @throws VerificationException if this loader computes something else than the publisher did
    public void selfTest(int threads) throws IOException, VerificationException {
        Optional<SelfTest> test = verified().flatMap(release -> release.manifest().selfTest());
        if (test.isPresent()) {
            SelfCheck.run(model, test.get(), threads);
        }
    }

    /// The model's tokenizer.
    ///
    /// @throws WeightFormatException if the model has none, or it is not one this loader knows
    public Tokenizer tokenizer() throws WeightFormatException {
        return switch (text) {
            case Text.Read(var tokenizer) -> tokenizer;
            case Text.Refused(var why) -> throw why;
        };
    }

    /// A new session of at most [#USUAL_SESSION] tokens on all processors.
    ///
    /// @throws WeightFormatException as [#tokenizer]
    public Session session() throws WeightFormatException {
        return session(Math.min(USUAL_SESSION, model.config().contextLength()), Runtime.getRuntime().availableProcessors());
    }

    /// A new session.
    ///
    /// @param capacity tokens it can hold, prompt included; its keys and values take
    ///        `8 * layers * capacity * keyValueWidth` bytes of heap
    /// @param threads that compute
    /// @throws IllegalArgumentException if the model's context is shorter than `capacity`, its keys and values do not fit in the
    ///         heap, or either number is below 1
    /// @throws WeightFormatException as [#tokenizer]
    public Session session(int capacity, int threads) throws WeightFormatException {
        return new Session(model, tokenizer(), capacity, threads);
    }

    @Override
    public void close() throws IOException {
        model.close();
        if (verified.isPresent()) {
            verified.get().close();
        }
    }
}
