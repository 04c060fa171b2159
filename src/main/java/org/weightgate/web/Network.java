package org.weightgate.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/// The part of an address that is kept: enough to notice a right used from many places, too little to find a person.
public record Network(String prefix) {

    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    public static @Nullable Network of(HttpServerRequest request) {
        return Network.of(address(request)).orElse(null);
    }

    /// Whom a limit on everything from one network counts; what is no address literal shares one count.
    public static String name(HttpServerRequest request) {
        return Network.of(address(request)).map(Network::prefix).orElse("");
    }

    /// Whom a limit on one sender counts. Whoever has one IPv6 address has a network full of them.
    public static String sender(HttpServerRequest request) {
        return sender(address(request));
    }

    static String sender(String address) {
        return address.indexOf(':') < 0 ? address : Network.of(address).map(Network::prefix).orElse(address);
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : Objects.requireNonNullElse(remote.hostAddress(), "");
    }

    /// The /24 of an IPv4 address, the /48 of an IPv6 address; nothing for what is no address literal.
    public static Optional<Network> of(String address) {
        String literal = address.replaceFirst("%.*", "");
        if (!LITERAL.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            int kept = bytes.length == 4 ? IPV4_BYTES : IPV6_BYTES;
            Arrays.fill(bytes, kept, bytes.length, (byte) 0);
            // the zeros at the end of an IPv6 network are the longest row of them: RFC 5952, and PostgreSQL, write those as ::
            String network = InetAddress.getByAddress(bytes).getHostAddress().replaceFirst("(^0|:0)(:0){4,}$", "::");
            return Optional.of(new Network(network + "/" + kept * 8));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }
}
