package org.weightgate.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Addresses of our own stylesheet and script that change with their content, so that browsers may keep them for long.
@Named("assets")
@Singleton
public class Assets {

    private final String stylesheet = versioned("weightgate.css");
    private final String script = versioned("weightgate.js");

    public String getStylesheet() {
        return stylesheet;
    }

    public String getScript() {
        return script;
    }

    private static String versioned(String name) {
        try (InputStream asset = Thread.currentThread().getContextClassLoader()
                .getResourceAsStream("META-INF/resources/" + name)) {
            if (asset == null) {
                throw new IllegalStateException(name + " is not part of this build");
            }
            return "/" + name + "?v=" + Sha256.hex(asset.readAllBytes()).substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
