package org.weightgate.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/// Where PostgreSQL keeps its data and as whom it runs. It refuses to run as root, so then it runs as nobody, and
/// because nobody may not reach root's folders it lives in one of its own below /var/tmp.
record PostgresHome(Path path, List<String> prefix) {
    private static final int NOBODY = 65534;
    private static final Path ROOT_PLACE = Path.of("/var/tmp/weightgate-root");

    static PostgresHome of(DataDirectory data, String token) throws IOException {
        Path own = Files.createDirectories(data.resolve("postgres"));
        if (uid(own) != 0) {
            return new PostgresHome(own, List.of());
        }
        rootPlace();
        var key = UUID.nameUUIDFromBytes(data.toString().getBytes(StandardCharsets.UTF_8));
        Path place = ROOT_PLACE.resolve("data-" + key);
        Path owner = own.resolve("place");
        String label = token + " " + place;
        if (!Files.exists(owner) || !Files.readString(owner).equals(label)) {
            DataDirectory.deleteTree(place);
        }
        if (!Files.exists(place)) {
            Files.createDirectory(place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setAttribute(place, "unix:uid", NOBODY);
            Files.setAttribute(place, "unix:gid", NOBODY);
        }
        Files.writeString(owner, label);
        return new PostgresHome(place, dropRights());
    }

    /// Where the unpacked binaries lie: where the one who runs them can reach them.
    Path sharedRoot(Stock stock) {
        return prefix.isEmpty() ? stock.cache() : ROOT_PLACE;
    }

    void give(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        if (!prefix.isEmpty()) {
            Files.setAttribute(file, "unix:uid", NOBODY);
        }
    }

    void clear() throws IOException {
        DataDirectory.deleteTree(path);
    }

    private static void rootPlace() throws IOException {
        if (!Files.exists(ROOT_PLACE, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(ROOT_PLACE);
            Files.setPosixFilePermissions(ROOT_PLACE, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        if (!Files.isDirectory(ROOT_PLACE, LinkOption.NOFOLLOW_LINKS) || uid(ROOT_PLACE) != 0) {
            throw new PartFailure("PostgreSQL cannot use " + ROOT_PLACE + " because it is not a folder of root's; remove it.");
        }
    }

    private static List<String> dropRights() throws IOException {
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            Path setpriv = Path.of(folder, "setpriv");
            if (Files.isExecutable(setpriv)) {
                return List.of(setpriv.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
            }
        }
        throw new PartFailure("PostgreSQL does not run as root, and the program setpriv (package util-linux), "
                + "which starts it as nobody, is missing; install it or run Weightgate as an ordinary user.");
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
