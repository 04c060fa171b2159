package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
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

/// The publishers' keys and authorities this user trusts: one PEM file each in the settings folder, named after the fingerprint,
/// with who and when in front of the key.
final class KeyRing {

    /// What is trusted and how it came to be; `until` is when that ends, `list` the publisher whose list named the key.
    record Entry(TrustAnchor anchor, String label, String added, String how, Optional<Instant> until, Optional<String> list) {

        boolean isOver(Instant now) {
            return until.filter(end -> !now.isBefore(end)).isPresent();
        }

        boolean isToBeConfirmed(Instant now) {
            return isOver(now) || !isConfirmed();
        }

        boolean isConfirmed() {
            return how.equals(How.CONFIRMED.text());
        }

        /// Confirmed by its user, and it never signed a list: none ends it.
        boolean isUsersOwn() {
            return isConfirmed() && list.isEmpty();
        }
    }

    /// How a key gets trusted.
    enum How {
        CONFIRMED,
        TRUST_ON_FIRST_USE,
        KEY_LIST;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

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

    /// Everything that is trusted at `now`.
    TrustedKeys trusted(Instant now) throws IOException, CommandFailure {
        return trusted(entries().stream().filter(entry -> !entry.isOver(now)).map(Entry::anchor).toList(), now);
    }

    static TrustedKeys trusted(List<TrustAnchor> anchors, Instant now) {
        var keys = new ArrayList<SignerKey>();
        var authorities = new ArrayList<X509Certificate>();
        for (TrustAnchor anchor : anchors) {
            switch (anchor) {
                case TrustAnchor.Key(var key) -> keys.add(key);
                case TrustAnchor.Authority(var certificate) -> authorities.add(certificate);
            }
        }
        return TrustedKeys.of(keys, authorities, now);
    }

    /// Adds a key or an authority; returns whether that changed anything. Confirming one that was only seen or came in a list, or
    /// whose time is over, does.
    boolean add(TrustAnchor anchor, String label, How how, Instant now) throws IOException, CommandFailure {
        Optional<Entry> known = exact(anchor.fingerprint());
        if (known.isPresent() && !(how == How.CONFIRMED && known.get().isToBeConfirmed(now))) {
            return false;
        }
        put(new Entry(anchor, label, now.truncatedTo(ChronoUnit.SECONDS).toString(), how.text(), Optional.empty(),
                Optional.empty()));
        return true;
    }

    /// Adds an entry or replaces the one of the same key.
    void put(Entry entry) throws IOException {
        PrivateFiles.createFolder(folder);
        String text = "Label: " + Printable.of(entry.label(), 200) + "\nAdded: " + entry.added() + "\nHow: " + entry.how()
                + "\n"
                + entry.until().map(until -> "Until: " + until + "\n").orElse("")
                + entry.list().map(list -> "List: " + list + "\n").orElse("") + entry.anchor().pem();
        PrivateFiles.write(file(entry.anchor()), text.getBytes(StandardCharsets.UTF_8));
    }

    /// Calls what is trusted already by another label; returns it as it was kept.
    String relabel(TrustAnchor anchor, String label) throws IOException, CommandFailure {
        Entry entry = exact(anchor.fingerprint()).orElseThrow();
        if (!entry.label().equals(label)) {
            put(new Entry(anchor, label, entry.added(), entry.how(), entry.until(), entry.list()));
        }
        return exact(anchor.fingerprint()).orElseThrow().label();
    }

    void remove(Entry entry) throws IOException {
        Files.delete(file(entry.anchor()));
    }

    /// The entry whose fingerprint begins with `id`, or whose label is `id`.
    Entry find(String id) throws IOException, CommandFailure {
        List<Entry> found = entries().stream().filter(
                entry -> entry.label().equals(id) || (id.length() >= 8 && entry.anchor().fingerprint().startsWith(id)))
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

    /// The entry of exactly this fingerprint.
    Optional<Entry> exact(String fingerprint) throws IOException, CommandFailure {
        return entries().stream().filter(entry -> entry.anchor().fingerprint().equals(fingerprint)).findFirst();
    }

    private Path file(TrustAnchor anchor) {
        return folder.resolve(anchor.fingerprint() + ".pem");
    }

    private Entry read(Path file) throws IOException, CommandFailure {
        String text = Files.readString(file);
        TrustAnchor anchor;
        try {
            anchor = TrustAnchor.ofPem(text);
        } catch (KeyFormatException broken) {
            throw damaged(file, String.valueOf(broken.getMessage()));
        }
        if (!file(anchor).equals(file)) {
            throw damaged(file, "it holds another key than its name says");
        }
        try {
            return new Entry(anchor, header(text, "Label").orElse("-"), header(text, "Added").orElse("-"),
                    header(text, "How").orElse("-"), header(text, "Until").map(Instant::parse), header(text, "List"));
        } catch (DateTimeException _) {
            throw damaged(file, "its Until is no time");
        }
    }

    private static CommandFailure damaged(Path file, String why) {
        return CommandFailure.unexpected("The trusted key " + file + " is damaged (" + why
                + "): delete the file and add the key again.");
    }

    private static Optional<String> header(String text, String name) {
        return text.lines().takeWhile(line -> !line.startsWith("-----")).filter(line -> line.startsWith(name + ": "))
                .map(line -> Printable.of(line.substring(name.length() + 2), 200)).findFirst();
    }
}
