package org.weightgate.loader.transfer;

import java.util.Map;
import java.util.Optional;

import org.weightgate.manifest.Digest;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

/// Lets a draft be published: the portal first compares every file in its store with the manifest, which may take a while.
public final class Opening {

    private final Portal portal;
    private final TransferProgress progress;
    private final Backoff backoff;

    /// Tells `progress` how far the portal has come with its check.
    public Opening(Portal portal, TransferProgress progress) {
        this.portal = portal;
        this.progress = progress;
        this.backoff = Backoff.USUAL;
    }

    /// Returns the SHA-256 of the release's manifest once it is open. Ending the command does not end the portal's work.
    ///
    /// @param manifest the SHA-256 of the only manifest that is to be opened, if it matters
    /// @throws AccessRefusedException when a file at the portal is not what the manifest says, or the caller may not publish
    public Digest publish(ReleaseAddress release, Optional<Digest> manifest) throws TransferException, AccessRefusedException {
        String path = release.path() + "/publish";
        JsonObject answer = portal.post(path, Map.of(), manifest.map(Digest::hex));
        long seen = 0;
        boolean started = false;
        try {
            for (Optional<JsonObject> check = underWay(answer); check.isPresent(); check = underWay(answer)) {
                long total = check.get().integer("totalBytes", 0, Manifest.MAXIMUM_SIZE);
                long checked = check.get().integer("checkedBytes", 0, total);
                if (!started) {
                    progress.started(total, 0);
                    started = true;
                }
                progress.advanced(release.path(), Math.max(0, checked - seen));
                seen = Math.max(seen, checked);
                backoff.pause(0, Optional.empty());
                answer = portal.get(path);
            }
            if (answer.text("state", 64).equals("WITHDRAWN")) {
                throw new AccessRefusedException("release-withdrawn", release + " was withdrawn and stays so. Give the weights"
                        + " a new version.");
            }
            if (!answer.text("state", 64).equals("PUBLISHED")) {
                throw new TransferException("The portal left " + release + " in the state " + Printable.of(answer.text("state",
                        64), 64) + ". Look at it on the portal's page /publish.");
            }
            return answer.sha256("manifestSha256");
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    private static Optional<JsonObject> underWay(JsonObject answer) throws ManifestFormatException {
        Optional<JsonObject> check = answer.optionalObject("check");
        return check.isPresent() && check.get().text("state", 64).equals("WAITING") ? check : Optional.empty();
    }
}
