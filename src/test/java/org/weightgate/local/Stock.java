package org.weightgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The parts as the build put them into `target/parts`, and the place where they lie unpacked.
record Stock(Path parts, Path cache) {

    /// Prepares a freshly unpacked part in the folder it is given.
    interface Preparation {
        void prepare(Path folder) throws IOException;
    }

    static Stock of(Path checkout) {
        Path target = checkout.resolve("target");
        return new Stock(target.resolve("parts"), writableCache(target));
    }

    /// One file for everything of this user that chooses ports here.
    Path portLocks() throws IOException {
        return Files.createDirectories(cache).resolve("ports");
    }

    Path part(String prefix, String suffix) throws IOException {
        try (var files = Files.list(parts)) {
            return files.filter(file -> name(file).startsWith(prefix) && name(file).endsWith(suffix)).sorted()
                    .reduce((_, last) -> last).orElseThrow(() -> new IOException("no " + prefix));
        } catch (IOException e) {
            throw new PartFailure("The part " + prefix + suffix + " is missing in " + parts
                    + "; run ./weightgate up or ./weightgate test, which fetch it.", e);
        }
    }

    /// The folder `name` below `root`; prepared beside it and moved when whole, so that half a folder is never used.
    static Path once(Path root, String name, Preparation preparation) throws IOException {
        Path whole = root.resolve(name);
        if (Files.isDirectory(whole)) {
            return whole;
        }
        Files.createDirectories(root);
        Path fresh = Files.createTempDirectory(root, name + ".");
        try {
            preparation.prepare(fresh);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            DataDirectory.deleteTree(fresh);
            if (!Files.isDirectory(whole)) {
                throw e;
            }
        }
        return whole;
    }

    /// Unpacks a zip whose entries lie in one top folder, which is left out.
    static void unzip(Path zip, Path folder) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                Path file = inside(folder, name.substring(name.indexOf('/') + 1));
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(parent(file));
                    Files.copy(in, file);
                    if (name.endsWith(".sh")) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    /// Unpacks the `.txz` that lies inside a jar.
    static void untar(Path jar, Path folder) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(jar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    untar(in, folder);
                    return;
                }
            }
        }
        throw new IOException("no .txz in " + jar);
    }

    private static void untar(InputStream txz, Path folder) throws IOException {
        var tar = new TarArchiveInputStream(new XZInputStream(txz));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path file = inside(folder, entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(parent(file));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(file, inside(folder, entry.getLinkName()));
            } else {
                Files.copy(tar, file);
                boolean runs = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("entry outside its archive: " + name);
        }
        return file;
    }

    private static Path parent(Path file) {
        @Nullable
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path writableCache(Path target) {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path wanted = xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        Path cache = wanted.resolve("weightgate");
        try {
            Files.createDirectories(cache);
            if (Files.isWritable(cache) && Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)) {
                return cache;
            }
        } catch (IOException _) {
            return target.resolve("cache");
        }
        return target.resolve("cache");
    }
}
