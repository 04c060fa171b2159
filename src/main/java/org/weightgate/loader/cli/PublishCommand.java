package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.Publication;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate publish`: brings a signed folder to the portal as a draft.
@Command(name = "publish", mixinStandardHelpOptions = true, sortOptions = false, description = "Upload a signed folder as a draft release; run it again to continue after a break.")
final class PublishCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder, after 'weightgate manifest'.")
    private Path folder = Path.of("");

    @Option(names = "--create", description = "Make the model, or change what is said about it; needs the four options below.")
    private boolean create;

    @Option(names = "--summary", paramLabel = "TEXT", description = "One line about the model.")
    private Optional<String> summary = Optional.empty();

    @Option(names = "--description", paramLabel = "FILE", description = "The model's page, in Markdown.")
    private Optional<Path> description = Optional.empty();

    @Option(names = "--terms", paramLabel = "FILE", description = "The terms a researcher accepts, in Markdown.")
    private Optional<Path> terms = Optional.empty();

    @Option(names = "--terms-title", paramLabel = "TEXT", description = "What the terms are called.")
    private Optional<String> termsTitle = Optional.empty();

    @Option(names = "--connections", paramLabel = "N", description = "How many connections to use; default: ${DEFAULT-VALUE}.")
    private int connections = 4;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        DownloadCommand.requireConnections(connections);
        Optional<Publication.ModelText> text = modelText();
        Portal portal = PortalAccess.open();
        ReleaseFolder release = ReleaseFolder.at(folder);
        byte[] signature = signed(release, ModelSignature.FILE_NAME, ModelSignature.MAXIMUM_BYTES);
        byte[] manifest = signed(release, Manifest.FILE_NAME, Manifest.MAXIMUM_BYTES);
        SignerKey signer = ModelSignature.read(signature).recoverSigner().orElseThrow(() -> new VerificationException(
                ModelSignature.FILE_NAME, "signature", "no key can have made it"));
        try (VerifiedFiles files = verify(signer)) {
            Release about = files.verified().manifest().release();
            Publication.Result result;
            try (Progress progress = output.progress("Uploading")) {
                var publication = new Publication(portal, connections, new TransferDisplay(progress, output));
                if (text.isPresent()) {
                    publication.describe(about.model(), text.get());
                }
                result = publication.run(files, manifest, signature);
            }
            report(about, result, signer, Digest.sha256(manifest));
        }
        return Exit.DONE;
    }

    private VerifiedFiles verify(SignerKey signer) throws IOException, VerificationException {
        try (Progress progress = output.progress("Checking")) {
            return DirectoryVerifier.open(folder, TrustedKeys.of(signer), progress);
        }
    }

    private byte[] signed(ReleaseFolder release, String name, int maximum)
            throws IOException, VerificationException, CommandFailure {
        if (!Files.exists(release.root().resolve(name))) {
            throw CommandFailure.usage(folder + " has no " + name + ": run 'weightgate manifest' first.");
        }
        return release.read(name, maximum);
    }

    private Optional<Publication.ModelText> modelText() throws IOException, CommandFailure {
        if (!create) {
            if (summary.isPresent() || description.isPresent() || terms.isPresent() || termsTitle.isPresent()) {
                throw CommandFailure.usage("--summary, --description, --terms and --terms-title go with --create.");
            }
            return Optional.empty();
        }
        if (summary.isEmpty() || description.isEmpty() || terms.isEmpty() || termsTitle.isEmpty()) {
            throw CommandFailure
                    .usage("--create needs --summary TEXT, --description FILE, --terms FILE and --terms-title TEXT.");
        }
        return Optional
                .of(new Publication.ModelText(summary.get(), text(description.get()), termsTitle.get(), text(terms.get())));
    }

    private static String text(Path file) throws IOException, CommandFailure {
        try {
            return Files.readString(PathArgument.file(file));
        } catch (MalformedInputException _) {
            throw CommandFailure.usage(file + " is not UTF-8 text.");
        }
    }

    private void report(Release release, Publication.Result result, SignerKey signer, Digest manifest) {
        output.say(release.model() + " " + release.version() + " is at the portal: " + Progress.files(result.uploaded())
                + " uploaded ("
                + Progress.size(result.bytes()) + "), " + result.present() + " there already. Signed by "
                + signer.fingerprint());
        if (result.state().equals("DRAFT")) {
            output.say("It is a draft. Make it public with: weightgate release publish " + release.model() + "@"
                    + release.version() + " --manifest " + manifest.hex());
        }
        output.event("uploaded", "model", release.model(), "version", release.version(), "state", result.state(), "uploaded",
                result.uploaded(), "present", result.present(), "bytes", result.bytes(), "manifest_sha256", manifest.hex(),
                "signer", signer.fingerprint());
    }
}
