package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.VerifiedFiles;

/// Brings a verified folder to the portal as a draft release: the manifest and signature first, then the bytes the
/// portal does not have yet, straight to its object store. Running it again continues.
public final class Publication {

    /// What the portal is told about a model it does not know yet, in plain text.
    ///
    /// @param summary a line for lists
    /// @param description what its page says
    /// @param termsTitle what the terms are called
    /// @param terms what whoever applies accepts
    public record ModelText(String summary, String description, String termsTitle, String terms) {
    }

    /// What was done.
    ///
    /// @param state of the release, as the portal calls it
    /// @param uploaded files that were sent
    /// @param present files the portal had, or that have the same content as one that was sent
    /// @param bytes that were sent
    public record Result(String state, int uploaded, int present, long bytes) {
    }

    private final Portal portal;
    private final int connections;
    private final TransferProgress progress;
    private final Backoff backoff;

    /// Sends over at most so many `connections` at once.
    public Publication(Portal portal, int connections, TransferProgress progress) {
        this(portal, connections, progress, Backoff.USUAL);
    }

    Publication(Portal portal, int connections, TransferProgress progress, Backoff backoff) {
        this.portal = portal;
        this.connections = connections;
        this.progress = progress;
        this.backoff = backoff;
    }

    /// Makes the model, or changes what is said about it.
    public void describe(String model, ModelText text) throws TransferException, AccessRefusedException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("summary", text.summary());
        body.put("description", text.description());
        body.put("termsTitle", text.termsTitle());
        body.put("terms", text.terms());
        portal.put("/api/v1/models/" + model, body);
    }

    /// Registers the draft and uploads what is missing.
    ///
    /// @param files the verified files of the release, still open
    /// @throws TransferException if the network, the portal or its store does not allow it
    /// @throws AccessRefusedException if this user may not publish the model, or the portal refuses the release
    /// @throws IOException if a file cannot be read
    public Result run(VerifiedFiles files, byte[] manifestBytes, byte[] signatureBytes)
            throws IOException, TransferException, AccessRefusedException {
        Manifest manifest = files.verified().manifest();
        var address = new ReleaseAddress(manifest.release().model(), manifest.release().version());
        JsonObject draft = register(address, Map.of("manifest", base64(manifestBytes), "signature", base64(signatureBytes)));
        List<FileEntry> missing = missing(draft, manifest);
        long bytes = missing.stream().mapToLong(FileEntry::size).sum();
        progress.started(manifest.totalSize(), manifest.totalSize() - bytes);
        try (HttpClient client = newClient();
                var upload = new FileUpload(portal, client, address.path(),
                        connections, progress, backoff)) {
            send(missing, upload, files);
            return new Result(state(draft), missing.size(), manifest.files().size() - missing.size(), upload.sent());
        }
    }

    private JsonObject register(ReleaseAddress address, Map<String, Object> draft)
            throws TransferException, AccessRefusedException {
        try {
            return portal.post(address.modelPath() + "/releases", draft);
        } catch (AccessRefusedException refused) {
            throw refused.reason().equals("not-found")
                    ? new AccessRefusedException("not-found", "The portal has no model " + address.model()
                            + ": check the name, or make it with --create --summary TEXT --description FILE --terms FILE"
                            + " --terms-title TEXT. [not-found]")
                    : refused;
        }
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20)).build();
    }

    /// Several files at once, so that many small ones do not wait for each other's answers; the first failure ends all.
    private void send(List<FileEntry> missing, FileUpload upload, VerifiedFiles files)
            throws IOException, TransferException, AccessRefusedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(connections)) {
            var done = new ExecutorCompletionService<Boolean>(workers);
            for (FileEntry file : missing) {
                done.submit(() -> {
                    upload.send(file, files.channel(file.path()));
                    return true;
                });
            }
            try {
                for (int i = 0; i < missing.size(); i++) {
                    done.take().get();
                }
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            } catch (ExecutionException failure) {
                switch (failure.getCause()) {
                    case TransferException transfer -> throw transfer;
                    case AccessRefusedException refused -> throw refused;
                    case IOException io -> throw io;
                    case UncheckedIOException unheard -> throw unheard;
                    case null, default -> throw new IllegalStateException("uploading failed", failure);
                }
            } finally {
                workers.shutdownNow();
            }
        }
    }

    /// The same content is sent once, whatever number of paths have it.
    private static List<FileEntry> missing(JsonObject draft, Manifest manifest) throws TransferException {
        var missing = new ArrayList<FileEntry>();
        var contents = new HashSet<Digest>();
        Map<String, FileEntry> files = manifest.files().stream().collect(Collectors.toMap(FileEntry::path, file -> file));
        try {
            for (JsonObject upload : draft.objects("uploads", Manifest.MAXIMUM_FILES)) {
                FileEntry file = files.get(upload.text("path", 4096));
                if (file != null && upload.flag("missing") && contents.add(file.sha256())) {
                    missing.add(file);
                }
            }
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
        return missing;
    }

    private static String state(JsonObject draft) throws TransferException {
        try {
            return draft.optionalText("state", 64).orElse("DRAFT");
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
