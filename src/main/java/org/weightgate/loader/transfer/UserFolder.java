package org.weightgate.loader.transfer;

import java.nio.file.Path;
import java.util.Map;

/// Where this user's settings lie: `$WEIGHTGATE_HOME`, else `$XDG_CONFIG_HOME/weightgate`, else `~/.config/weightgate`.
public final class UserFolder {

    private UserFolder() {
    }

    /// The folder for this environment; it need not be there yet.
    public static Path find(Map<String, String> environment) {
        String own = environment.getOrDefault("WEIGHTGATE_HOME", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = configuration.isBlank() ? home(environment).resolve(".config") : Path.of(configuration);
        return base.resolve("weightgate").toAbsolutePath();
    }

    /// The shell's `~`; Java's own `user.home` asks the list of users and not the environment.
    static Path home(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", ""));
        return home.isAbsolute() ? home : Path.of(System.getProperty("user.home"));
    }
}
