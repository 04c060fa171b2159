package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.SelfCheck;
import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.CertificateChain;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelFacts;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SelfTest;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.Terms;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate manifest`: describes and signs a folder of weights.
@Command(name = "manifest", sortOptions = false, description = "Describe a folder in weights-manifest.json and sign it in model.sig.")
final class ManifestCommand implements Callable<Integer>, NeedsVectors {

    @Parameters(paramLabel = "DIR", description = "The folder with the files of the release.")
    private Path folder = Path.of("");

    @Option(names = "--name", paramLabel = "NS/NAME", required = true, description = "The model, such as acme/storyteller.")
    private String name = "";

    @Option(names = "--version", paramLabel = "V", required = true, description = "The version, such as 1.0.")
    private String version = "";

    @Option(names = "--sign", paramLabel = "KEY", required = true, description = "The private key (PKCS#8 PEM, ECDSA P-256); see 'keys generate'.")
    private Path keyFile = Path.of("");

    @Option(names = "--certificate", paramLabel = "FILE", description = "Certificates for the key (PEM), its own first: those who trust the authority need not know the key.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--revision", paramLabel = "N", description = "Which manifest of this version it is, counted from 1; default: ${DEFAULT-VALUE}.")
    private int revision = 1;

    @Option(names = "--expires", paramLabel = "TIME", description = "Until when the release may be fetched, such as 2027-11-20T00:00:00Z.")
    private Optional<Instant> expires = Optional.empty();

    @Option(names = "--terms", paramLabel = "ID=PATH", description = "A file of the folder that holds terms, and what to call them; may be repeated.")
    private Map<String, String> terms = new LinkedHashMap<>();

    @Option(names = "--no-self-test", description = "Leave out what the model computes for a few tokens, which loaders hold themselves against.")
    private boolean withoutSelfTest;

    /// The usual options would bring a `--version` of their own, and none of them is there when one is taken.
    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Option(names = "--force", description = "Replace a manifest or signature that says something else.")
    private boolean force;

    @Mixin
    private Output output = new Output();

    @Override
    public boolean needsVectors() {
        return !withoutSelfTest;
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        SigningKey key = signingKey();
        Optional<CertificateChain> chain = certificate.isEmpty() ? Optional.empty()
                : Optional.of(CertificateChain
                        .ofPem(Files.readString(PathArgument.file(certificate.get()), StandardCharsets.ISO_8859_1)));
        chain.flatMap(CertificateChain::aloneUnder)
                .ifPresent(issuer -> output.warn("only the key's own certificate goes into the"
                        + " signature: it verifies for those who trust " + issuer
                        + ". If they trust an authority above that one, put the"
                        + " certificates between the two into the file, behind the key's own, and sign again with --force."));
        ReleaseFolder release = ReleaseFolder.at(folder);
        List<FileEntry> files;
        try (Progress progress = output.progress("Hashing")) {
            files = ReleaseDigest.files(release, Manifest.DEFAULT_CHUNK_SIZE, progress);
        } catch (VerificationException unusable) {
            throw CommandFailure.usage(unusable.getMessage() + ". Rename or remove it, then try again.");
        }
        if (files.isEmpty()) {
            throw CommandFailure.usage(folder + " holds no files: put the weights there first.");
        }
        Manifest manifest = manifest(files);
        if (isUpToDate(release, manifest, key, chain)) {
            output.say("Nothing to do: " + folder + " already says exactly this.");
            report(Files.readAllBytes(release.root().resolve(Manifest.FILE_NAME)), manifest, key, false);
            return Exit.DONE;
        }
        manifest = manifest.with(selfTest(release));
        byte[] bytes = ManifestWriter.write(manifest);
        ManifestReader.read(bytes);
        byte[] signature = chain.isPresent() ? ReleaseDigest.sign(manifest, bytes, key, chain.get())
                : ReleaseDigest.sign(manifest, bytes, key);
        write(release.root().resolve(Manifest.FILE_NAME), bytes);
        write(release.root().resolve(ModelSignature.FILE_NAME), signature);
        output.say("Signed " + name + " " + version + ": " + Progress.files(files.size()) + ", "
                + Progress.size(manifest.totalSize())
                + ", by " + key.signer().fingerprint());
        report(bytes, manifest, key, true);
        return Exit.DONE;
    }

    private void checkOptions() throws CommandFailure {
        if (!Release.isModelName(name)) {
            throw CommandFailure.usage("--name must be NAMESPACE/NAME of letters, digits and . _ -, not " + name + ".");
        }
        if (!Release.isVersion(version)) {
            throw CommandFailure
                    .usage("--version must be up to 64 letters, digits and . _ -, begin with a letter or digit, and not be"
                            + " latest or main.");
        }
        if (revision < 1) {
            throw CommandFailure.usage("--revision counts from 1.");
        }
        if (expires.isPresent() && !expires.get().isAfter(Instant.now())) {
            throw CommandFailure.usage("--expires lies in the past: " + expires.get() + ".");
        }
    }

    private SigningKey signingKey() throws IOException, KeyFormatException, CommandFailure {
        if (keyFile.toRealPath().startsWith(folder.toRealPath())) {
            throw CommandFailure.usage("The private key lies inside the release and would be published with it: move it out of "
                    + folder + ".");
        }
        return SigningKey.ofPem(Files.readString(PathArgument.file(keyFile), StandardCharsets.ISO_8859_1));
    }

    private Manifest manifest(List<FileEntry> files) throws IOException, CommandFailure {
        var signed = new ArrayList<Terms>();
        for (var term : terms.entrySet()) {
            FileEntry file = files.stream().filter(entry -> entry.path().equals(term.getValue())).findFirst()
                    .orElseThrow(() -> CommandFailure
                            .usage("--terms names " + term.getValue() + ", which is not in " + folder + "."));
            signed.add(new Terms(term.getKey(), file.path(), file.sha256()));
        }
        var release = new Release(name, version, revision, Instant.now().truncatedTo(ChronoUnit.SECONDS),
                expires.map(end -> end.truncatedTo(ChronoUnit.SECONDS)));
        return new Manifest(release, signed, WeightFacts.of(folder, files), Manifest.DEFAULT_CHUNK_SIZE, files);
    }

    private Optional<SelfTest> selfTest(ReleaseFolder release) throws IOException, CommandFailure {
        if (withoutSelfTest) {
            return Optional.empty();
        }
        try {
            return Optional.of(SelfCheck.compute(WeightFiles.in(release.root()), threads.count()));
        } catch (WeightFormatException other) {
            output.warn("no self-test is written, since this loader does not run the model: " + other.getMessage() + ".");
            return Optional.empty();
        }
    }

    /// Whether the folder holds this manifest already, but for the time it was made, its self-test and, if it says nothing of it, the
    /// model, signed by this key. Anything else in its place is only replaced when forced.
    private boolean isUpToDate(ReleaseFolder release, Manifest manifest, SigningKey key, Optional<CertificateChain> chain)
            throws IOException, CommandFailure {
        Path old = release.root().resolve(Manifest.FILE_NAME);
        Path oldSignature = release.root().resolve(ModelSignature.FILE_NAME);
        if (!Files.exists(old, LinkOption.NOFOLLOW_LINKS) && !Files.exists(oldSignature, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (isSame(release, manifest, key, chain)) {
            return true;
        }
        if (!force) {
            throw CommandFailure
                    .usage(folder + " already holds a manifest or signature that says something else: use --force to"
                            + " replace both.");
        }
        return false;
    }

    private boolean isSame(ReleaseFolder release, Manifest manifest, SigningKey key, Optional<CertificateChain> chain)
            throws IOException {
        try {
            byte[] bytes = release.read(Manifest.FILE_NAME, Manifest.MAXIMUM_BYTES);
            Manifest old = ManifestReader.read(bytes);
            var signature = ModelSignature.read(release.read(ModelSignature.FILE_NAME, ModelSignature.MAXIMUM_BYTES));
            signature.verify(TrustedKeys.of(key.signer())).requireManifest(bytes);
            if (!signature.certificates().equals(chain)) {
                return false;
            }
            Release now = manifest.release();
            var sameTime = new Release(now.model(), now.version(), now.revision(), old.release().created(), now.expires());
            Optional<ModelFacts> model = old.model().isEmpty() ? Optional.empty() : manifest.model();
            return old.equals(new Manifest(sameTime, manifest.terms(), model, manifest.chunkSize(), manifest.files(),
                    old.selfTest()));
        } catch (ManifestFormatException | VerificationException _) {
            return false;
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
        PrivateFiles.write(file, content);
    }

    private void report(byte[] bytes, Manifest manifest, SigningKey key, boolean isNew) {
        output.event("signed", "model", name, "version", version, "files", manifest.files().size(), "bytes",
                manifest.totalSize(),
                "manifest_sha256", Digest.sha256(bytes).hex(), "signer", key.signer().fingerprint(), "new",
                isNew);
    }
}
