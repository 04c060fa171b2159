package org.weightgate.loader.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import org.weightgate.loader.transfer.BlobCache;
import org.weightgate.loader.transfer.Download;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.ReleaseAddress;
import org.weightgate.loader.transfer.RemoteRelease;
import org.weightgate.loader.transfer.SeenReleases;
import org.weightgate.loader.transfer.TransferException;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.UnknownSignerException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate download`: fetches a release and proves every chunk as it arrives.
@Command(name = "download", mixinStandardHelpOptions = true, sortOptions = false, description = "Fetch a release you have access to; run it again to continue after a break.")
final class DownloadCommand implements Callable<Integer> {

    private static final int MOST_CONNECTIONS = 32;

    @Parameters(paramLabel = "NS/NAME[@VERSION]", description = "The model, and a version if not the latest.")
    private String name = "";

    @Option(names = "--to", paramLabel = "DIR", description = "Where to put it; ./NAME-VERSION otherwise.")
    private Optional<Path> to = Optional.empty();

    @Option(names = "--include", paramLabel = "GLOB", description = "Only files whose path matches, such as '*.json'; may be repeated.")
    private List<String> include = new ArrayList<>();

    @Option(names = "--connections", paramLabel = "N", description = "How many connections to use; default: ${DEFAULT-VALUE}.")
    private int connections = 4;

    @Option(names = "--no-cache", description = "Neither take files from, nor keep them for, other downloads of the same content.")
    private boolean withoutCache;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        ReleaseAddress address = PortalAccess.release(name);
        requireConnections(connections);
        Predicate<String> wanted = Globs.anyOf(include);
        Portal portal = PortalAccess.open();
        RemoteRelease release = release(portal, address);
        Manifest manifest = release.manifest();
        new SeenReleases(UserFolder.find(System.getenv())).accept(manifest, address.isLatest());
        if (manifest.files().stream().map(FileEntry::path).noneMatch(wanted)) {
            throw CommandFailure.usage("No file of " + address + " matches --include: its files are "
                    + String.join(", ", manifest.files().stream().map(FileEntry::path).limit(20).toList()) + ".");
        }
        Path folder = to.orElse(Path.of(address.model().substring(address.model().indexOf('/') + 1) + "-"
                + manifest.release().version()));
        Download.Result result;
        try (Progress progress = output.progress("Downloading")) {
            result = new Download(portal, cache(), connections, new TransferDisplay(progress, output)).run(release, folder,
                    wanted);
        }
        report(manifest, folder, result);
        return Exit.DONE;
    }

    /// Whoever has no access hears that first: a key would not help them. Where that cannot be found out, the key is what counts.
    private RemoteRelease release(Portal portal, ReleaseAddress address) throws Exception {
        byte[] signature = RemoteRelease.signature(portal, address);
        try {
            TrustedKeys keys = trust.keysFor(ModelSignature.read(signature), output);
            return RemoteRelease.fetch(portal, address, signature, keys, Instant.now());
        } catch (UnknownSignerException unknown) {
            try {
                portal.wouldGive(address.path());
            } catch (TransferException unanswered) {
                unknown.addSuppressed(unanswered);
            }
            throw unknown;
        }
    }

    private BlobCache cache() {
        return withoutCache ? BlobCache.NONE : BlobCache.in(BlobCache.usualFolder(System.getenv()));
    }

    static void requireConnections(int connections) throws CommandFailure {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw CommandFailure.usage("--connections must lie from 1 to " + MOST_CONNECTIONS + ".");
        }
    }

    private void report(Manifest manifest, Path folder, Download.Result result) throws Exception {
        output.say(
                "Downloaded and verified " + manifest.release().model() + " " + manifest.release().version() + " into " + folder
                        + ": " + Progress.files(result.files()) + ", " + result.skipped() + " of them already there, "
                        + (result.shared() == 0 ? "" : result.shared() + " shared with earlier downloads, ")
                        + Progress.size(result.bytes())
                        + " fetched.");
        output.event("downloaded", "model", manifest.release().model(), "version", manifest.release().version(), "folder",
                result.folder(), "files", result.files(), "skipped", result.skipped(), "shared",
                result.shared(), "bytes", result.bytes());
        if (result.files() < manifest.files().size()) {
            output.warn("only part of the release is there; 'weightgate verify' passes once the rest is, too.");
        }
        var strangers = ReleaseFolder.at(folder).files();
        manifest.files().forEach(file -> strangers.remove(file.path()));
        if (!strangers.isEmpty()) {
            output.warn(strangers.first()
                    + " does not belong to the release: 'weightgate verify' and 'run' refuse the folder until it"
                    + " is moved away.");
        }
    }
}
