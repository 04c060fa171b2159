package org.weightgate.catalogue;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `namespace/name`, both lower case. A namespace is never one of the portal's own first path segments.
public record ModelName(String namespace, String name) {

    public static final String RULE = "up to 63 lower-case letters, digits and . _ -, beginning with a letter or digit"
            + " and ending with one or with _";

    private static final Pattern PART = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9_])?");
    private static final Set<String> OURS = Set.of("address", "admin", "api", "assets", "datasets", "device", "get", "grants",
            "health", "join", "login", "logout", "me", "metrics", "models", "oauth", "openapi", "opinion", "publish", "q",
            "referee", "requests", "resolve", "review", "settings", "sign-in-again", "spaces", "static", "step-up", "tokens",
            "webjars", "weightgate.css", "weightgate.js", "well-known", "favicon.ico", "favicon.svg", "robots.txt");

    public ModelName {
        if (!isPart(namespace)) {
            throw new IllegalArgumentException("a namespace is " + RULE);
        }
        if (!isPart(name)) {
            throw new IllegalArgumentException("a model name is " + RULE);
        }
    }

    /// Whether `text` can be a namespace or a name; what Hugging Face's clients refuse is refused too: two dots or dashes in a
    /// row, and `.git` at the end.
    public static boolean isPart(String text) {
        return PART.matcher(text).matches() && !text.contains("..") && !text.contains("--") && !text.endsWith(".git");
    }

    /// The name that `text` is, written `namespace/name`.
    public static Optional<ModelName> parse(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == 2 && isPart(parts[0]) && isPart(parts[1]) ? Optional.of(new ModelName(parts[0], parts[1]))
                : Optional.empty();
    }

    /// Whether the portal keeps this namespace for its own pages.
    public boolean isReserved() {
        return OURS.contains(namespace);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
