package org.weightgate.loader.cli;

import java.io.IOException;

import org.weightgate.loader.transfer.Credentials;
import org.weightgate.loader.transfer.InvalidAddressException;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.PortalAddress;
import org.weightgate.loader.transfer.ReleaseAddress;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

/// The portal this user works with.
final class PortalAccess {

    private PortalAccess() {
    }

    static Credentials credentials() {
        return new Credentials(UserFolder.find(System.getenv()), System.getenv());
    }

    /// The portal, with the token if there is one.
    static Portal open() throws IOException, CommandFailure, InvalidAddressException, ManifestFormatException {
        PortalAddress address = credentials().portal().orElseThrow(() -> CommandFailure.usage(
                "No portal is known yet: run 'weightgate login --portal URL', or set WEIGHTGATE_PORTAL."));
        return new Portal(address, credentials().token(address));
    }

    static ReleaseAddress release(String text) throws CommandFailure {
        return ReleaseAddress.parse(text).orElseThrow(() -> CommandFailure.usage("A release is written NAMESPACE/NAME or"
                + " NAMESPACE/NAME@VERSION, not " + Printable.of(text, 200) + "."));
    }

    static ReleaseAddress exactRelease(String text) throws CommandFailure {
        ReleaseAddress release = release(text);
        if (release.isLatest()) {
            throw CommandFailure.usage("Name the version: " + release.model() + "@VERSION.");
        }
        return release;
    }
}
