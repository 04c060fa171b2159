package org.weightgate.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/// Where people and programs reach the portal, and the one place that makes addresses of what is there. It has a host of its own:
/// Hugging Face's clients, cookies and the pages' links begin at the root, so an address with a path is refused at the start.
@Startup
@Singleton
public class PortalUrl {

    private static final String SETTING = "weightgate.portal-url";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final URI origin;

    public PortalUrl(@ConfigProperty(name = SETTING) String configured) {
        problem(configured).ifPresent(sentence -> {
            throw new ConfigurationException(sentence);
        });
        this.origin = URI.create(configured.strip().replaceFirst("/$", ""));
    }

    /// What is wrong with an address somebody configured.
    static Optional<String> problem(String configured) {
        try {
            URI uri = new URI(configured.strip());
            boolean isOrigin = uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            return isOrigin ? Optional.empty() : Optional.of(sentence());
        } catch (URISyntaxException _) {
            return Optional.of(sentence());
        }
    }

    private static String sentence() {
        return SETTING + " must be a host of its own, such as https://weights.example.org, without a path: Hugging Face's"
                + " clients, cookies and the pages' links begin at the root of the host.";
    }

    /// The address of `path`, which begins with a slash.
    public String to(String path) {
        return origin + path;
    }

    /// `text` as one segment of a path, or one value of a query.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether it is reached over encrypted connections, so that its cookies need no others.
    public boolean isHttps() {
        return "https".equals(origin.getScheme());
    }

    /// Its name in the network.
    public String host() {
        return origin.getHost();
    }

    /// The address without a slash at the end.
    @Override
    public String toString() {
        return origin.toString();
    }
}
