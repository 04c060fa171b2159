package org.weightgate.loader.transfer;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

import org.weightgate.manifest.Printable;

/// Where a portal is: a host that has nothing else, by `https`, or by `http` on this machine only, since a token travels there.
public record PortalAddress(URI base) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /// Reads what a user typed; the message of the exception is for that user.
    public static PortalAddress parse(String text) throws InvalidAddressException {
        try {
            String stripped = text.strip();
            URI uri = new URI((stripped.contains("://") ? stripped : "https://" + stripped).replaceFirst("/+$", ""));
            if (uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
                throw new InvalidAddressException("The portal's address must look like https://weights.example.org.");
            }
            if (!isSafe(uri)) {
                throw new InvalidAddressException(
                        "The portal's address must begin with https:// (http:// is for this machine only), or your token could be"
                                + " read on the way.");
            }
            if (!uri.getRawPath().isEmpty()) {
                throw new InvalidAddressException("The portal's address is its host alone: leave out "
                        + Printable.of(uri.getRawPath(), 100) + ".");
            }
            return new PortalAddress(uri);
        } catch (URISyntaxException _) {
            throw new InvalidAddressException("The portal's address must look like https://weights.example.org.");
        }
    }

    /// The address of `path`, which begins with a slash.
    public URI resolve(String path) {
        return URI.create(base + path);
    }

    /// Whether `other` is served by the portal itself.
    public boolean isOrigin(URI other) {
        return other.getHost() != null && base.getScheme().equalsIgnoreCase(other.getScheme())
                && base.getHost().equalsIgnoreCase(other.getHost()) && port(base) == port(other);
    }

    /// Whether bytes may be asked for at `uri`: over TLS, or on this machine for a portal on this machine.
    boolean allows(URI uri) {
        return uri.getHost() != null && isSafe(uri) && (isLoopback(base) || !(isLoopback(uri) || isNear(uri)));
    }

    private static boolean isSafe(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("https") || (scheme.equals("http") && isLoopback(uri));
    }

    private static boolean isLoopback(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("[.]$", "");
        return LOOPBACK.contains(host) || host.endsWith(".localhost");
    }

    /// Whether it names, by number, this machine or what only machines on the same cable reach, such as a cloud's metadata.
    private static boolean isNear(URI uri) {
        try {
            InetAddress address = InetAddress.ofLiteral(uri.getHost().replaceAll("^\\[|]$", ""));
            return address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress();
        } catch (IllegalArgumentException _) {
            return false; // a name
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
