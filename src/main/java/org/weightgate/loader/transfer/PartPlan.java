package org.weightgate.loader.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

/// How the portal wants a file: in these parts, and by the name of an upload when they are complete.
record PartPlan(Optional<String> uploadId, List<Part> parts) {

    private static final Pattern CHECKSUM = Pattern.compile("[A-Za-z0-9+/]{43}=");
    private static final int MOST_PARTS = 10_000;

    /// `etag` is there when an earlier attempt brought the part; then there is no address.
    record Part(int number, Optional<URI> address, long offset, long length, Optional<String> checksum,
            Optional<String> etag) {
    }

    /// From the portal's answer, whose parts must be the whole file in its order.
    static PartPlan of(JsonObject answer, FileEntry file, PortalAddress portal) throws TransferException {
        try {
            var parts = new ArrayList<Part>();
            long next = 0;
            for (JsonObject part : answer.objects("parts", MOST_PARTS)) {
                long offset = part.integer("offset", next, next);
                long length = part.integer("length", 0, file.size() - offset);
                parts.add(part(part, offset, length, portal));
                next = offset + length;
            }
            if (next != file.size()) {
                throw new TransferException("The portal's parts do not add up to " + file.path() + ". Tell its operators.");
            }
            return new PartPlan(answer.optionalText("uploadId", 4096), parts);
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    private static Part part(JsonObject part, long offset, long length, PortalAddress portal)
            throws ManifestFormatException, TransferException {
        Optional<String> etag = part.optionalText("etag", 200);
        Optional<URI> address = etag.isPresent() ? Optional.empty() : Optional.of(address(part.text("url", 16 << 10), portal));
        Optional<String> checksum = part.optionalText("checksum", 64);
        if (checksum.isPresent() && !CHECKSUM.matcher(checksum.get()).matches()) {
            throw part.wrong("checksum", checksum.get(), "must be a SHA-256 in base64");
        }
        return new Part((int) part.integer("number", 0, MOST_PARTS), address, offset, length, checksum, etag);
    }

    private static URI address(String text, PortalAddress portal) throws TransferException {
        try {
            URI uri = new URI(text);
            if (portal.allows(uri)) {
                return uri;
            }
        } catch (URISyntaxException _) {
            throw new TransferException("The portal gave an address that cannot be read. Tell its operators.");
        }
        throw new TransferException(
                "The portal gave an address that is not https. Nothing was sent there; tell its operators.");
    }
}
