package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.weightgate.loader.transfer.JsonLine;
import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.KeyList;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.UnknownSignerException;
import org.weightgate.manifest.VerificationException;

/// Follows a publisher from one list of keys to the next. The first list of a publisher needs the signature of a key its user
/// confirmed; each later one that of a key of the list before, and a higher number. A list replaces what the publisher's
/// earlier ones said: a key it leaves out is no longer trusted, also the one that signed it, which showed by that whose it is. A
/// key its user confirmed and that never signed a list stays, whoever names it.
final class KeyLists {

    /// Which keys came, which went, and which the list ends though their user's own word keeps them.
    record Change(KeyList list, List<SignerKey> added, List<SignerKey> removed, List<SignerKey> kept) {
    }

    private static final int RECORD_BYTES = 64 << 10;
    private static final int FINGERPRINT = 64;

    private final KeyRing ring;
    private final Path folder;

    KeyLists(Path userFolder) {
        this.ring = new KeyRing(userFolder);
        this.folder = userFolder.resolve("key-lists");
    }

    static boolean isList(byte[] file) {
        return new String(file, 0, Math.min(file.length, 64), StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
    }

    Change adopt(byte[] file, Instant now)
            throws IOException, CommandFailure, ManifestFormatException, VerificationException {
        KeyList.Signed signed = KeyList.read(file);
        KeyList list = signed.unverified();
        Optional<Seen> seen = seen(list.publisher());
        requireNotOlder(list, seen, Digest.sha256(file));
        SignerKey voucher = signed.verify(ring.trusted(now), now);
        KeyRing.Entry vouching = ring.exact(voucher.fingerprint()).orElseThrow(
                () -> new UnknownSignerException(voucher.fingerprint()));
        requireSuccessor(list, seen, vouching);
        requireNobodyElsesKeys(list);
        Change change = apply(list, seen.map(Seen::keys).orElse(List.of()), vouching, now);
        PrivateFiles.createFolder(folder);
        PrivateFiles.write(record(list.publisher()), (JsonLine.of(Map.of("sequence", list.sequence(), "sha256",
                Digest.sha256(file).hex(), "keys", list.keys().stream().map(key -> key.key().fingerprint()).toList())) + "\n")
                .getBytes(StandardCharsets.UTF_8));
        return change;
    }

    /// Asked before the signature is, whose key may be one that the publisher took back since.
    private static void requireNotOlder(KeyList list, Optional<Seen> seen, Digest digest) throws VerificationException {
        if (seen.isPresent() && (list.sequence() < seen.get().sequence()
                || (list.sequence() == seen.get().sequence() && !digest.equals(seen.get().digest())))) {
            throw KeyList.refusal("sequence", "it is number " + list.sequence() + " of "
                    + list.publisher() + ", and you have number " + seen.get().sequence()
                    + " already: an older list is never taken back");
        }
    }

    private static void requireSuccessor(KeyList list, Optional<Seen> seen, KeyRing.Entry vouching)
            throws VerificationException {
        boolean isOfThisPublisher = vouching.list().filter(list.publisher()::equals).isPresent()
                || seen.filter(last -> last.keys().contains(vouching.anchor().fingerprint())).isPresent();
        boolean mayBegin = seen.isEmpty() && vouching.isUsersOwn();
        if (!isOfThisPublisher && !mayBegin) {
            throw KeyList.refusal("signature", "it is signed by " + vouching.anchor().fingerprint()
                    + ", which may not speak for " + list.publisher()
                    + (seen.isEmpty() ? ": that key was never confirmed, or belongs to another publisher"
                            : ": only a key of that publisher's last list may"));
        }
    }

    /// Or one publisher could end what another one's list says.
    private void requireNobodyElsesKeys(KeyList list) throws IOException, CommandFailure, VerificationException {
        for (KeyList.Key key : list.keys()) {
            Optional<String> owner = ring.exact(key.key().fingerprint()).flatMap(KeyRing.Entry::list)
                    .filter(other -> !other.equals(list.publisher()));
            if (owner.isPresent()) {
                throw KeyList.refusal("keys",
                        "it names " + key.key().fingerprint() + ", which is a key of "
                                + owner.get());
            }
        }
    }

    private Change apply(KeyList list, List<String> namedBefore, KeyRing.Entry vouching, Instant now)
            throws IOException, CommandFailure {
        var added = new ArrayList<SignerKey>();
        var removed = new ArrayList<SignerKey>();
        var kept = new ArrayList<SignerKey>();
        for (KeyList.Key key : list.keys()) {
            Optional<KeyRing.Entry> before = ring.exact(key.key().fingerprint());
            boolean isVouching = key.key().fingerprint().equals(vouching.anchor().fingerprint());
            if (!isVouching && before.filter(KeyRing.Entry::isUsersOwn).isPresent()) {
                if (key.until().isPresent()) {
                    kept.add(key.key());
                }
                continue;
            }
            Instant listed = key.until().filter(list.expires()::isAfter).orElse(list.expires());
            Optional<Instant> until = before.filter(KeyRing.Entry::isConfirmed).isPresent() ? key.until() : Optional.of(listed);
            if (before.isEmpty()) {
                added.add(key.key());
            }
            ring.put(
                    new KeyRing.Entry(new TrustAnchor.Key(key.key()), before.map(KeyRing.Entry::label).orElse(list.publisher()),
                            before.map(KeyRing.Entry::added).orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()),
                            before.map(KeyRing.Entry::how).orElse(KeyRing.How.KEY_LIST.text()), until,
                            Optional.of(list.publisher())));
        }
        for (KeyRing.Entry entry : ring.entries()) {
            boolean wasTheirs = entry.list().filter(list.publisher()::equals).isPresent()
                    || entry.anchor().fingerprint().equals(vouching.anchor().fingerprint());
            if (!(entry.anchor() instanceof TrustAnchor.Key(var key))
                    || list.keys().stream().anyMatch(listed -> listed.key().equals(key))) {
                continue;
            }
            if (wasTheirs) {
                ring.remove(entry);
                removed.add(key);
            } else if (entry.isUsersOwn() && namedBefore.contains(key.fingerprint())) {
                kept.add(key);
            }
        }
        return new Change(list, added, removed, kept);
    }

    private record Seen(int sequence, Digest digest, List<String> keys) {
    }

    private Optional<Seen> seen(String publisher) throws IOException, CommandFailure {
        Path file = record(publisher);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonObject.parse(file.toString(), Files.readAllBytes(file), RECORD_BYTES);
            List<String> keys = json.names().contains("keys") ? json.texts("keys", KeyList.MAXIMUM_KEYS, FINGERPRINT)
                    : List.of();
            return Optional.of(new Seen((int) json.integer("sequence", 1, Integer.MAX_VALUE), json.sha256("sha256"), keys));
        } catch (ManifestFormatException broken) {
            throw CommandFailure.unexpected("What is noted of " + publisher + "'s key lists is damaged (" + broken.getMessage()
                    + "): look at " + file + ".");
        }
    }

    private Path record(String publisher) {
        return folder.resolve(publisher + ".json");
    }
}
