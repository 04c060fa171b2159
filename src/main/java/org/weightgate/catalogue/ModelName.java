package org.weightgate.catalogue;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `namespace/name`, both lower case. A namespace is never one of the portal's own first path segments. Names from before the
/// rule was as strict as it is stay what they are; only a new model has to follow it.
public record ModelName(String namespace, String name) {

    public static final String RULE = "up to 63 lower-case letters, digits and . _ -, beginning with a letter or digit"
            + " and ending with one or with _";

    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
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

    /// Whether `text` can be the namespace or the name of a model there is; two dots or dashes in a row and a dot at the end are
    /// refused too.
    public static boolean isPart(String text) {
        return PART.matcher(text).matches() && !text.contains("..") && !text.contains("--") && !text.endsWith(".");
    }

    /// What is wrong with it for a new model: what Hugging Face's clients refuse is refused too.
    Optional<String> problem() {
        if (isRefusedElsewhere(namespace)) {
            return Optional.of("a namespace is " + RULE);
        }
        return isRefusedElsewhere(name) ? Optional.of("a model name is " + RULE) : Optional.empty();
    }

    private static boolean isRefusedElsewhere(String part) {
        return part.endsWith("-") || part.endsWith(".git");
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
