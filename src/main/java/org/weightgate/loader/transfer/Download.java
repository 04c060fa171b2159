package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.VerificationException;

/// Fetches the files of a verified release into a folder. Every chunk is checked as it arrives; what is right already is
/// never fetched again; manifest and signature are written last.
public final class Download {

    /// What was done.
    ///
    /// @param folder the real path of the folder that was filled
    /// @param files of the release that were wanted
    /// @param skipped files that were in the folder already
    /// @param shared files that came from the cache
    /// @param bytes that were fetched
    public record Result(Path folder, int files, int skipped, int shared, long bytes) {
    }

    private final Portal portal;
    private final BlobCache cache;
    private final int connections;
    private final TransferProgress progress;
    private final Backoff backoff;
    private final Duration patience;

    /// @param cache lends whole files that are on this machine already
    /// @param connections at once, at most; the rest comes over these
    public Download(Portal portal, BlobCache cache, int connections, TransferProgress progress) {
        this(portal, cache, connections, progress, Backoff.USUAL, Duration.ofSeconds(60));
    }

    Download(Portal portal, BlobCache cache, int connections, TransferProgress progress, Backoff backoff, Duration patience) {
        this.portal = portal;
        this.cache = cache;
        this.connections = connections;
        this.progress = progress;
        this.backoff = backoff;
        this.patience = patience;
    }

    /// Fetches every file whose path `wanted` accepts. Whatever it throws, the folder is left so that the same call goes on.
    ///
    /// @throws TransferException if the network, a server or the folder does not allow it
    /// @throws AccessRefusedException if the portal does not give the files to this user
    /// @throws VerificationException if a file in the folder differs from the release, or a server sends other bytes than the
    ///         signed ones again and again
    public Result run(RemoteRelease release, Path folder, Predicate<String> wanted)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        try {
            return fill(folder, release, wanted);
        } catch (IOException failure) {
            if (TargetFolder.isFull(folder, release.manifest().chunkSize())) {
                throw new UnusableFolderException(folder + " is full: make room and give the same command once more; it goes on"
                        + " where it stopped.");
            }
            throw failure;
        }
    }

    private Result fill(Path folder, RemoteRelease release, Predicate<String> wanted)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        Manifest manifest = release.manifest();
        List<FileEntry> files = manifest.files().stream().filter(file -> wanted.test(file.path())).toList();
        try (TargetFolder target = TargetFolder.open(folder)) {
            requireSameRelease(target, release);
            target.begin(release.address());
            progress.checking();
            var parts = new ArrayList<PartFile>();
            int skipped = 0;
            for (FileEntry file : files) {
                if (isThere(target, file, manifest.chunkSize())) {
                    skipped++;
                } else {
                    parts.add(PartFile.resume(target, file, manifest.files().indexOf(file), manifest.chunkSize()));
                }
            }
            int shared = borrow(target, parts, manifest.chunkSize(), release.address().path());
            long missing = requireSpace(target, parts);
            long total = files.stream().mapToLong(FileEntry::size).sum();
            progress.started(total, total - missing);
            var tickets = new Ticket.Source(portal, release.address().path(), paths(parts), progress::note);
            new ChunkWorkers(target, tickets, cache, progress, backoff, patience).fetch(parts, connections);
            PrivateFiles.write(target.root().resolve(Manifest.FILE_NAME), release.manifestBytes());
            PrivateFiles.write(target.root().resolve(ModelSignature.FILE_NAME), release.signatureBytes());
            target.complete();
            cache.forgetUnused();
            return new Result(target.root(), files.size(), skipped, shared, missing);
        }
    }

    /// Takes whole files from the cache, once the portal says that they would be given: who may not have them any more does not
    /// get them from here either. A portal that cannot be asked gives them itself or refuses.
    private int borrow(TargetFolder target, List<PartFile> parts, int chunkSize, String release)
            throws IOException, TransferException, AccessRefusedException {
        List<PartFile> known = parts.stream().filter(part -> !part.missing().isEmpty() && cache.has(part.file())).toList();
        if (known.isEmpty() || !portal.wouldGive(release)) {
            return 0;
        }
        int shared = 0;
        for (PartFile part : known) {
            if (cache.lend(part.file(), chunkSize, part.borrowed())) {
                part.finish(target, part.borrowed());
                parts.remove(part);
                shared++;
            }
        }
        return shared;
    }

    private static List<String> paths(List<PartFile> parts) {
        return parts.stream().map(part -> part.file().path()).toList();
    }

    /// A folder that already holds another release keeps it.
    private static void requireSameRelease(TargetFolder target, RemoteRelease release) throws IOException, TransferException {
        Path manifest = target.root().resolve(Manifest.FILE_NAME);
        if (TargetFolder.isFile(manifest)) {
            try (FileChannel channel = FileChannel.open(manifest, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                byte[] there = Channels.newInputStream(channel).readNBytes(Manifest.MAXIMUM_BYTES);
                if (!Arrays.equals(there, release.manifestBytes())) {
                    throw new UnusableFolderException(target.root() + " already holds another release: choose another --to.");
                }
            }
        }
    }

    private static boolean isThere(TargetFolder target, FileEntry file, int chunkSize)
            throws IOException, TransferException, VerificationException {
        if (!target.isThere(file.path())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(target.place(file.path()), StandardOpenOption.READ,
                LinkOption.NOFOLLOW_LINKS)) {
            var check = new ChunkCheck(channel, file, chunkSize);
            check.size();
            int wrong = LocalChunks.right(check, file.chunks().count()).nextClearBit(0);
            if (wrong < file.chunks().count()) {
                check.chunk(wrong);
            }
            return true;
        } catch (VerificationException different) {
            throw new VerificationException(different.file(), different.place(),
                    "the file is there already and differs from the"
                            + " release (" + different.reason()
                            + "); it is not written over, so move it away or choose another --to",
                    "Nothing was fetched.");
        }
    }

    private static long requireSpace(TargetFolder target, List<PartFile> parts) throws IOException, TransferException {
        long missing = parts.stream()
                .mapToLong(part -> part.missing().stream().mapToLong(part::chunkLength).sum()).sum();
        long free = Files.getFileStore(target.root()).getUsableSpace();
        if (missing > free) {
            throw new UnusableFolderException(target.root() + " has " + (free >> 20) + " MiB free, and " + (missing >> 20)
                    + " MiB are still to come: make room or choose another --to.");
        }
        return missing;
    }
}
