package org.weightgate.loader.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

/// Short-lived addresses, one per file. Never printed, never stored.
///
/// @param renewAt when to ask for new ones, by this machine's clock
record Ticket(int number, Map<String, URI> addresses, Optional<Instant> renewAt) {

    private static final Duration BEFORE_THE_END = Duration.ofSeconds(30);
    private static final int PART_OF_ITS_LIFE = 3;

    static Ticket read(int number, JsonObject answer, PortalAddress portal) throws TransferException {
        var addresses = new HashMap<String, URI>();
        Optional<Instant> earliest = Optional.empty();
        try {
            for (JsonObject file : answer.objects("files", Manifest.MAXIMUM_FILES)) {
                String path = file.text("path", 4096);
                URI uri = new URI(file.text("url", 16 << 10));
                if (!portal.allows(uri)) {
                    throw new TransferException(
                            "The portal gave an address for " + Printable.of(path, 200)
                                    + " that is not https. Nothing was asked for"
                                    + " there; tell the portal's operators.");
                }
                addresses.put(path, uri);
                Optional<String> end = file.optionalText("expiresAt", 64);
                if (end.isPresent()) {
                    Instant at = Instant.parse(end.get());
                    earliest = earliest.filter(other -> other.isBefore(at)).or(() -> Optional.of(at));
                }
            }
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        } catch (URISyntaxException | DateTimeException _) {
            throw new TransferException("The portal gave an address or a time that cannot be read. Tell its operators.");
        }
        return new Ticket(number, Map.copyOf(addresses), renewal(earliest, Instant.now()));
    }

    /// Of a short life the last third. One that is over already tells of a clock that is wrong: then the store says when.
    private static Optional<Instant> renewal(Optional<Instant> end, Instant now) {
        return end.filter(now::isBefore).map(at -> {
            Duration third = Duration.between(now, at).dividedBy(PART_OF_ITS_LIFE);
            return at.minus(third.compareTo(BEFORE_THE_END) < 0 ? third : BEFORE_THE_END);
        });
    }

    /// Where tickets come from: one at a time, whoever of the workers asks first, for as many files as a portal gives at once.
    static final class Source {

        static final int MOST_PATHS = 5_000;

        private final Portal portal;
        private final String release;
        private final Consumer<String> told;
        private final List<List<String>> batches = new ArrayList<>();
        private final Map<String, Integer> batchOf = new HashMap<>();
        private final Map<Integer, Ticket> current = new HashMap<>();
        private int issued;

        /// `release` is the release's path below the portal.
        Source(Portal portal, String release, List<String> paths, Consumer<String> told) {
            this.portal = portal;
            this.release = release;
            this.told = told;
            for (int i = 0; i < paths.size(); i += MOST_PATHS) {
                List<String> batch = List.copyOf(paths.subList(i, Math.min(paths.size(), i + MOST_PATHS)));
                batch.forEach(path -> batchOf.put(path, batches.size()));
                batches.add(batch);
            }
        }

        /// A ticket for `path` that is newer than the one numbered `refused`, and not about to expire.
        synchronized Ticket newerThan(int refused, String path) throws TransferException, AccessRefusedException {
            int batch = Objects.requireNonNull(batchOf.get(path));
            Instant now = Instant.now();
            Ticket last = current.get(batch);
            if (last != null && last.number() > refused
                    && last.renewAt().filter(now::isAfter).isEmpty()) {
                return last;
            }
            List<String> paths = batches.get(batch);
            Map<String, List<String>> body = Map.of("paths", paths);
            JsonObject answer = issued == 0 ? portal.post(release + Portal.TICKETS, body)
                    : portal.patiently(release + Portal.TICKETS, body, told);
            Ticket ticket = read(++issued, answer, portal.address());
            for (String asked : paths) {
                if (!ticket.addresses().containsKey(asked)) {
                    throw new TransferException("The portal gave no address for a file of the release. Tell its operators.");
                }
            }
            current.put(batch, ticket);
            return ticket;
        }
    }
}
