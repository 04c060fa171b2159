package org.weightgate.loader.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say, in the words of the JDK's own settings. Where those are set, they stand.
public final class EnvironmentProxy {

    private EnvironmentProxy() {
    }

    /// Sets the JDK's properties from the environment; call it before anything is sent.
    public static void apply(Map<String, String> environment, Properties system) {
        for (String scheme : new String[] { "http", "https" }) {
            String text = either(environment, scheme + "_proxy");
            if (!text.isBlank() && system.getProperty(scheme + ".proxyHost") == null) {
                set(scheme, text, system);
            }
        }
        String without = either(environment, "no_proxy");
        if (!without.isBlank() && system.getProperty("http.nonProxyHosts") == null) {
            system.setProperty("http.nonProxyHosts", nonProxyHosts(without));
        }
    }

    private static void set(String scheme, String text, Properties system) {
        try {
            URI proxy = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
            if (proxy.getHost() != null) {
                system.setProperty(scheme + ".proxyHost", proxy.getHost());
                system.setProperty(scheme + ".proxyPort", Integer.toString(proxy.getPort() < 0 ? 80 : proxy.getPort()));
            }
        } catch (URISyntaxException _) {
            // `doctor` names it; without a proxy the connection itself says what is wrong.
            system.setProperty("weightgate.proxy.unreadable", scheme + "_proxy");
        }
    }

    /// `.example.org` and `example.org` mean the name and everything below it, as curl has it; the JDK wants a pattern for each.
    static String nonProxyHosts(String without) {
        Stream<String> named = Arrays.stream(without.split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .flatMap(name -> name.equals("*") ? Stream.of("*")
                        : Stream.of(name.replaceFirst("^\\*?\\.", ""), "*." + name.replaceFirst("^\\*?\\.", "")));
        return Stream.concat(named, Stream.of("localhost", "127.*", "[::1]")).distinct().collect(Collectors.joining("|"));
    }

    private static String either(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
    }
}
