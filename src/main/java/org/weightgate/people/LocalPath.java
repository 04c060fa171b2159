package org.weightgate.people;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/// A place on this portal to return to; anything else becomes the front page.
record LocalPath(URI uri) {

    private static final URI FRONT = URI.create("/");

    static LocalPath of(@Nullable String text) {
        if (text == null || !text.startsWith("/") || text.startsWith("//") || text.indexOf('\\') >= 0
                || text.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            return new LocalPath(FRONT);
        }
        try {
            return new LocalPath(new URI(text));
        } catch (URISyntaxException _) {
            return new LocalPath(FRONT);
        }
    }
}
