package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Printable;

/// Uploads files in the parts the portal presigned, several parts at once. The token goes to the portal
/// only; the object store sees the presigned address and the bytes.
final class FileUpload implements AutoCloseable {

    /// Covered by the presigned address where the portal gives a checksum; the store refuses other bytes.
    private static final String CHECKSUM = "x-amz-checksum-sha256";
    private static final String STORED = "already-stored";
    private static final int ATTEMPTS = 6;
    /// How many plans in a row may bring nothing; a long upload needs a new one each time its addresses run out.
    private static final int PLANS = 3;

    /// The parts of a file the store has; each is reported once.
    private static final class Arrived {

        private final FileEntry file;
        private final TransferProgress progress;
        private final BitSet numbers = new BitSet();
        private long bytes;

        Arrived(FileEntry file, TransferProgress progress) {
            this.file = file;
            this.progress = progress;
        }

        FileEntry file() {
            return file;
        }

        synchronized void add(int number, long length) {
            if (!numbers.get(number)) {
                numbers.set(number);
                bytes += length;
                progress.advanced(file.path(), length);
            }
        }

        synchronized void all() {
            progress.advanced(file.path(), file.size() - bytes);
            bytes = file.size();
        }

        synchronized int count() {
            return numbers.cardinality();
        }
    }

    /// The store does not honour an address any more: a new plan is needed.
    private static final class AddressRefused extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final Portal portal;
    private final HttpClient client;
    private final String release;
    private final Semaphore lines;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final TransferProgress progress;
    private final Backoff backoff;
    private final LongAdder bytesSent = new LongAdder();

    FileUpload(Portal portal, HttpClient client, String release, int connections, TransferProgress progress, Backoff backoff) {
        this.portal = portal;
        this.client = client;
        this.release = release;
        this.lines = new Semaphore(connections, true);
        this.progress = progress;
        this.backoff = backoff;
    }

    /// Bytes that reached the store; what an earlier attempt brought is not among them.
    long sent() {
        return bytesSent.sum();
    }

    /// Several files may be sent at once; together they use as many connections as were allowed.
    void send(FileEntry file, FileChannel channel) throws IOException, TransferException, AccessRefusedException {
        var arrived = new Arrived(file, progress);
        for (int fruitless = 0; fruitless < PLANS;) {
            Optional<PartPlan> wanted = plan(file);
            if (wanted.isEmpty()) {
                arrived.all();
                if (file.size() > 0) {
                    progress.note(file.path() + " is stored already: somebody else has sent the same bytes.");
                }
                return;
            }
            PartPlan plan = wanted.get();
            int before = arrived.count();
            try {
                List<Map<String, Object>> parts = sendParts(plan, channel, arrived);
                var body = new LinkedHashMap<String, Object>();
                body.put("path", file.path());
                plan.uploadId().ifPresent(id -> body.put("uploadId", id));
                body.put("parts", parts);
                portal.tellPatiently(release + "/uploads/complete", body, progress::note);
                return;
            } catch (AddressRefused _) {
                fruitless = arrived.count() > before ? 0 : fruitless + 1;
                progress.note("The addresses for " + file.path() + " are not good any more; it goes on with new ones.");
            }
        }
        throw new TransferException("The object store refuses even fresh addresses for " + file.path()
                + " (HTTP 403 or 404). Check this machine's clock, then tell the portal's operators.");
    }

    /// Nothing when the portal has these bytes.
    private Optional<PartPlan> plan(FileEntry file) throws TransferException, AccessRefusedException {
        try {
            return Optional.of(PartPlan.of(portal.patiently(release + "/uploads", Map.of("path", file.path()), progress::note),
                    file, portal.address()));
        } catch (AccessRefusedException refused) {
            if (refused.reason().equals(STORED)) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private List<Map<String, Object>> sendParts(PartPlan plan, FileChannel channel, Arrived arrived)
            throws IOException, TransferException, AddressRefused {
        var sending = new ArrayList<Future<String>>();
        var failed = new AtomicBoolean();
        try {
            for (PartPlan.Part part : plan.parts()) {
                if (part.etag().isPresent()) {
                    arrived.add(part.number(), part.length());
                    sending.add(CompletableFuture.completedFuture(part.etag().get()));
                    continue;
                }
                lines.acquire();
                sending.add(senders.submit(() -> onALine(part, channel, arrived, failed)));
                if (failed.get()) {
                    break;
                }
            }
            var sent = new ArrayList<Map<String, Object>>();
            for (int i = 0; i < sending.size(); i++) {
                sent.add(Map.of("number", plan.parts().get(i).number(), "etag", sending.get(i).get()));
            }
            return sent;
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (ExecutionException failure) {
            settle(sending);
            switch (failure.getCause()) {
                case AddressRefused refused -> throw refused;
                case TransferException transfer -> throw transfer;
                case IOException io -> throw io;
                case UncheckedIOException unheard -> throw unheard;
                case null, default -> throw new IllegalStateException("uploading failed", failure);
            }
        }
    }

    /// What is under way when one part fails is let finish: it need not be sent again.
    private static void settle(List<Future<String>> sending) throws TransferException {
        for (Future<String> part : sending) {
            try {
                part.get();
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            } catch (ExecutionException _) {
                // The first failure is the one that is told.
            }
        }
    }

    /// What the store calls the part, once it has it.
    private String onALine(PartPlan.Part part, FileChannel channel, Arrived arrived, AtomicBoolean failed)
            throws IOException, TransferException, AddressRefused, InterruptedException {
        boolean isThere = false;
        try {
            String tag = send(part, part.address().orElseThrow(), arrived.file(), channel);
            isThere = true;
            arrived.add(part.number(), part.length());
            return tag;
        } finally {
            if (!isThere) {
                failed.set(true);
            }
            lines.release();
        }
    }

    @Override
    public void close() {
        senders.shutdownNow();
        senders.close();
    }

    private String send(PartPlan.Part part, URI address, FileEntry file, FileChannel channel)
            throws IOException, TransferException, AddressRefused, InterruptedException {
        String what = "Part " + part.number() + " of " + file.path();
        for (int attempt = 1;; attempt++) {
            HttpRequest.Builder building = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(15))
                    .header("User-Agent", "weightgate").PUT(body(part, channel));
            part.checksum().ifPresent(checksum -> building.header(CHECKSUM, checksum));
            HttpRequest request = building.build();
            String problem;
            Optional<Duration> asked = Optional.empty();
            try {
                HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                response.body().close();
                int status = response.statusCode();
                if (status == 200 || status == 201 || status == 204) {
                    bytesSent.add(part.length());
                    return response.headers().firstValue("ETag").map(tag -> Printable.of(tag, 200)).orElse("");
                }
                if (status == 403 || status == 404) {
                    // 404: the upload is over, because somebody else has completed or ended it
                    throw new AddressRefused();
                }
                if (!Backoff.isWorthTrying(status)) {
                    throw new TransferException(what + " was refused by " + address.getHost() + " (HTTP " + status
                            + "). Tell the portal's operators.");
                }
                problem = "HTTP " + status;
                asked = Backoff.asked(response);
            } catch (IOException failure) {
                problem = Failure.text(failure);
            }
            if (attempt >= ATTEMPTS) {
                throw new TransferException(
                        what + " did not reach " + address.getHost() + " in " + ATTEMPTS + " attempts ("
                                + problem + "). Run the same command again later: what has arrived is kept.");
            }
            backoff.pause(attempt, asked);
        }
    }

    private static BodyPublisher body(PartPlan.Part part, FileChannel channel) {
        if (part.length() == 0) {
            return BodyPublishers.ofByteArray(new byte[0]);
        }
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new ChannelSlice(channel, part.offset(), part.length())), part.length());
    }
}
