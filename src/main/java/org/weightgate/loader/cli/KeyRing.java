package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.Printable;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.TrustedKeys;

/// The publishers' keys this user trusts: one PEM file each in the settings folder, named after the fingerprint, with
/// who and when in front of the key.
final class KeyRing {

    /// A trusted key and how it came to be one.
    record Entry(SignerKey key, String label, String added, String how) {
    }

    /// How a key gets trusted.
    enum How {
        CONFIRMED,
        TRUST_ON_FIRST_USE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int MAXIMUM_CHARACTERS = 64 << 10;

    private final Path folder;

    KeyRing(Path userFolder) {
        this.folder = userFolder.resolve("keys");
    }

    List<Entry> entries() throws IOException, CommandFailure {
        var entries = new ArrayList<Entry>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".pem")).sorted().toList()) {
                entries.add(read(file));
            }
        }
        return entries;
    }

    TrustedKeys trusted() throws IOException, CommandFailure {
        return TrustedKeys.of(entries().stream().map(Entry::key).toList());
    }

    /// Adds a key; returns whether it is new.
    boolean add(SignerKey key, String label, How how, Instant now) throws IOException {
        PrivateFiles.createFolder(folder);
        Path file = file(key);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        String text = "Label: " + Printable.of(label, 200) + "\nAdded: " + now.truncatedTo(ChronoUnit.SECONDS) + "\nHow: "
                + how.text() + "\n" + key.pem();
        PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    void remove(Entry entry) throws IOException {
        Files.delete(file(entry.key()));
    }

    /// The key whose fingerprint begins with `id`, or whose label is `id`.
    Entry find(String id) throws IOException, CommandFailure {
        List<Entry> found = entries().stream()
                .filter(entry -> entry.label().equals(id) || (id.length() >= 8 && entry.key().fingerprint().startsWith(id)))
                .toList();
        if (found.isEmpty()) {
            throw CommandFailure.usage("No trusted key has the label " + Printable.of(id, 80)
                    + " or a fingerprint that begins so (8 characters or more): see 'weightgate keys list'.");
        }
        if (found.size() > 1) {
            throw CommandFailure.usage(Printable.of(id, 80) + " means " + found.size()
                    + " trusted keys: give more of the fingerprint, see 'weightgate keys list'.");
        }
        return found.getFirst();
    }

    /// Reads a public key that a user points at.
    static SignerKey keyFile(Path file) throws IOException, KeyFormatException {
        if (Files.size(file) > MAXIMUM_CHARACTERS) {
            return SignerKey.ofPem("");
        }
        return SignerKey.ofPem(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    private Path file(SignerKey key) {
        return folder.resolve(key.fingerprint() + ".pem");
    }

    private Entry read(Path file) throws IOException, CommandFailure {
        String text = Files.readString(file);
        SignerKey key;
        try {
            key = SignerKey.ofPem(text);
        } catch (KeyFormatException broken) {
            throw CommandFailure.unexpected("The trusted key " + file + " is damaged (" + broken.getMessage()
                    + "): delete the file and add the key again.");
        }
        if (!file(key).equals(file)) {
            throw CommandFailure.unexpected("The trusted key " + file + " holds another key than its name says: delete the file"
                    + " and add the key again.");
        }
        return new Entry(key, header(text, "Label").orElse("-"), header(text, "Added").orElse("-"),
                header(text, "How").orElse("-"));
    }

    private static Optional<String> header(String text, String name) {
        return text.lines().takeWhile(line -> !line.startsWith("-----")).filter(line -> line.startsWith(name + ": "))
                .map(line -> Printable.of(line.substring(name.length() + 2), 200)).findFirst();
    }
}
