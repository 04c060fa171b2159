package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;

/// Finds out whether the object store can be reached from here, by asking for one byte of a release's smallest file with a ticket.
public final class StoreProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// What came of it.
    public sealed interface Result {
        /// The byte came.
        record Sent() implements Result {
        }

        /// It did not; the store's host comes first in `words`.
        record Failed(String words) implements Result {
        }

        /// The model has no open release, so there is no byte to ask for.
        record NothingOpen() implements Result {
        }
    }

    private record Candidate(String version, String path, long size) {
    }

    private StoreProbe() {
    }

    /// Asks for the byte.
    public static Result probe(Portal portal, ReleaseAddress release)
            throws TransferException, AccessRefusedException {
        Optional<Candidate> file = smallest(portal.get(release.modelPath()));
        if (file.isEmpty()) {
            return new Result.NothingOpen();
        }
        var exact = new ReleaseAddress(release.model(), file.get().version());
        URI address = new Ticket.Source(portal, exact.path(), List.of(file.get().path()), _ -> {
        }).newerThan(0, file.get().path())
                .addresses()
                .get(file.get().path());
        if (address == null) {
            throw new TransferException("The portal gave a ticket without an address for " + file.get().path()
                    + ". Tell its operators.");
        }
        return ask(address).<Result> map(Result.Failed::new).orElseGet(Result.Sent::new);
    }

    private static Optional<Candidate> smallest(JsonObject model) throws TransferException {
        try {
            Optional<JsonObject> latest = model.optionalObject("latest");
            if (latest.isEmpty()) {
                return Optional.empty();
            }
            var candidates = new ArrayList<Candidate>();
            for (JsonObject file : latest.get().objects("files", Manifest.MAXIMUM_FILES)) {
                candidates.add(new Candidate(latest.get().text("version", 256), file.text("path", 4096),
                        file.integer("size", 0, Long.MAX_VALUE)));
            }
            return candidates.stream().filter(file -> file.size() > 0).min(Comparator.comparingLong(Candidate::size));
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    private static Optional<String> ask(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setRequestProperty("Range", "bytes=0-0");
            connection.setRequestProperty("User-Agent", "weightgate");
            try {
                var call = new WatchedCall(connection, PATIENCE, PATIENCE);
                return call.answer(() -> problem(call, connection)).map(problem -> address.getHost() + " " + problem);
            } finally {
                connection.disconnect();
            }
        } catch (IOException failure) {
            return Optional.of(address.getHost() + ": " + Failure.text(failure));
        }
    }

    private static Optional<String> problem(WatchedCall call, HttpURLConnection connection) throws IOException {
        int status = call.status();
        if (status != 206) {
            return Optional.of("answered HTTP " + status + " to a fresh address");
        }
        try (InputStream body = connection.getInputStream()) {
            return body.readNBytes(2).length == 1 ? Optional.empty()
                    : Optional.of("did not send the one byte that was asked for");
        }
    }
}
