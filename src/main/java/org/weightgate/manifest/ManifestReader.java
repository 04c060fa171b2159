package org.weightgate.manifest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a manifest strictly. Nothing unknown passes: a field this reader does not know may be one that restricts the
/// release, so it is refused by name rather than ignored, and a new field means a new schema name.
public final class ManifestReader {

    private static final int MAXIMUM_TERMS = 64;
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private ManifestReader() {
    }

    /// Reads and checks the bytes of a `weights-manifest.json`; at most 64 MiB.
    public static Manifest read(byte[] json) throws ManifestFormatException {
        JsonObject root = JsonObject.parse(Manifest.FILE_NAME, json, Manifest.MAXIMUM_BYTES);
        String schema = root.text("schema", 256);
        if (!schema.equals(Manifest.SCHEMA)) {
            throw root.wrong("schema", schema, "only " + Manifest.SCHEMA + " is known");
        }
        int chunkSize = chunkSize(root.object("hash"));
        Release release = release(root.object("release"));
        Optional<JsonObject> model = root.optionalObject("model");
        Optional<ModelFacts> facts = model.isPresent() ? Optional.of(facts(model.get())) : Optional.empty();
        List<FileEntry> files = files(root, chunkSize);
        List<Terms> terms = terms(root, files);
        Optional<JsonObject> test = root.optionalObject("selftest");
        Optional<SelfTest> selfTest = test.isPresent() ? Optional.of(selfTest(test.get())) : Optional.empty();
        root.nothingElse();
        return new Manifest(release, terms, facts, chunkSize, files, selfTest);
    }

    private static int chunkSize(JsonObject hash) throws ManifestFormatException {
        for (String use : List.of("file", "chunk")) {
            String name = hash.text(use, 64);
            if (!name.equals("sha256")) {
                throw hash.wrong(use, name, "only sha256 is known");
            }
        }
        long size = hash.integer("chunkSize", Manifest.MINIMUM_CHUNK_SIZE, Manifest.MAXIMUM_CHUNK_SIZE);
        if (Long.bitCount(size) != 1) {
            throw hash.wrong("chunkSize", size, "must be a power of two");
        }
        hash.nothingElse();
        return Math.toIntExact(size);
    }

    private static Release release(JsonObject release) throws ManifestFormatException {
        String model = release.text("model", 256);
        if (!Release.isModelName(model)) {
            throw release.wrong("model", model, Release.MODEL_RULE);
        }
        String version = release.text("version", 256);
        if (!Release.isVersion(version)) {
            throw release.wrong("version", version, Release.VERSION_RULE);
        }
        int revision = Math.toIntExact(release.integer("revision", 1, Integer.MAX_VALUE));
        Instant created = instant(release, "created", release.text("created", 64));
        Optional<String> end = release.optionalText("expires", 64);
        Optional<Instant> expires = end.isPresent() ? Optional.of(instant(release, "expires", end.get())) : Optional.empty();
        if (expires.isPresent() && !expires.get().isAfter(created)) {
            throw release.wrong("expires", end.get(), "must lie after created");
        }
        release.nothingElse();
        return new Release(model, version, revision, created, expires);
    }

    private static Instant instant(JsonObject owner, String name, String text) throws ManifestFormatException {
        try {
            if (SECONDS.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeException _) {
            throw owner.wrong(name, text, "must be a date and time that exists");
        }
        throw owner.wrong(name, text, "must be a UTC time such as 2026-11-20T09:00:00Z");
    }

    private static ModelFacts facts(JsonObject model) throws ManifestFormatException {
        String architecture = matching(model, "architecture", LABEL);
        String dtype = matching(model, "dtype", LABEL);
        long parameters = model.integer("parameters", 1, Manifest.MAXIMUM_SIZE);
        model.nothingElse();
        return new ModelFacts(architecture, dtype, parameters);
    }

    private static List<FileEntry> files(JsonObject root, int chunkSize) throws ManifestFormatException {
        var files = new ArrayList<FileEntry>();
        var collisions = new SafePath.Collisions();
        long total = 0;
        for (JsonObject file : root.objects("files", Manifest.MAXIMUM_FILES)) {
            FileEntry entry = file(file, chunkSize);
            Optional<String> other = collisions.add(entry.path());
            if (other.isPresent()) {
                throw file.wrong("path", entry.path(), "it collides with " + Printable.of(other.get(), 80));
            }
            total += entry.size();
            if (total > Manifest.MAXIMUM_SIZE) {
                throw file.wrong("size", entry.size(),
                        "all files together may have at most " + Manifest.MAXIMUM_SIZE + " bytes");
            }
            files.add(entry);
        }
        if (files.isEmpty()) {
            throw root.wrong("files", List.of(), "a release has at least one file");
        }
        return files;
    }

    private static FileEntry file(JsonObject file, int chunkSize) throws ManifestFormatException {
        String path = path(file);
        String role = matching(file, "role", WORD);
        long size = file.integer("size", 0, Manifest.MAXIMUM_SIZE);
        Digest sha256 = file.sha256("sha256");
        Digest chunkRoot = file.sha256("chunkRoot");
        ChunkDigests chunks = chunks(file, size, chunkSize);
        file.nothingElse();
        if (!chunks.root().equals(chunkRoot)) {
            throw file.wrong("chunkRoot", chunkRoot.hex(), "the chunks add up to " + chunks.root());
        }
        Digest whole = chunks.count() == 0 ? Digest.sha256(new byte[0]) : chunks.get(0);
        if (chunks.count() <= 1 && !whole.equals(sha256)) {
            throw file.wrong("sha256", sha256.hex(), "a file of " + size + " bytes and these chunks has " + whole);
        }
        return new FileEntry(path, role, size, sha256, chunkRoot, chunks);
    }

    private static String path(JsonObject owner) throws ManifestFormatException {
        String path = owner.text("path", 4096);
        Optional<String> problem = SafePath.problem(path);
        if (problem.isPresent()) {
            throw owner.wrong("path", path, problem.get());
        }
        return path;
    }

    private static ChunkDigests chunks(JsonObject file, long size, int chunkSize) throws ManifestFormatException {
        String base64 = file.text("chunks", Manifest.MAXIMUM_BYTES);
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw file.wrong("chunks", base64, "must be base64");
        }
        long expected = ChunkDigests.count(size, chunkSize);
        if (packed.length % Digest.LENGTH != 0 || packed.length / Digest.LENGTH != expected) {
            throw file.wrong("chunks", packed.length + " bytes",
                    "a file of " + size + " bytes has " + expected + " chunks of 32 bytes each");
        }
        return ChunkDigests.ofPacked(packed);
    }

    private static List<Terms> terms(JsonObject root, List<FileEntry> files) throws ManifestFormatException {
        var terms = new ArrayList<Terms>();
        for (JsonObject entry : root.optionalObjects("terms", MAXIMUM_TERMS)) {
            String id = matching(entry, "id", LABEL);
            String path = path(entry);
            Digest sha256 = entry.sha256("sha256");
            entry.nothingElse();
            if (files.stream().noneMatch(file -> file.path().equals(path) && file.sha256().equals(sha256))) {
                throw entry.wrong("path", path, "no file of the release has this path and sha256");
            }
            terms.add(new Terms(id, path, sha256));
        }
        return terms;
    }

    private static SelfTest selfTest(JsonObject test) throws ManifestFormatException {
        List<Integer> tokens = test.integers("tokens", SelfTest.MOST_TOKENS);
        long tolerance = test.integer("tolerance", 0, Manifest.MAXIMUM_SIZE);
        var expected = new ArrayList<SelfTest.Expected>();
        for (JsonObject one : test.objects("expected", SelfTest.MOST_TOKENS)) {
            int position = Math.toIntExact(one.integer("position", 0, Math.max(0, tokens.size() - 1)));
            int token = Math.toIntExact(one.integer("token", 0, Integer.MAX_VALUE));
            expected.add(new SelfTest.Expected(position, token,
                    one.integer("logit", -Manifest.MAXIMUM_SIZE, Manifest.MAXIMUM_SIZE)));
            one.nothingElse();
        }
        test.nothingElse();
        if (tokens.isEmpty() || expected.isEmpty()) {
            throw test.wrong(tokens.isEmpty() ? "tokens" : "expected", List.of(), "a self-test that is there tests something");
        }
        return new SelfTest(tokens, expected, tolerance);
    }

    private static String matching(JsonObject owner, String name, Pattern pattern) throws ManifestFormatException {
        String text = owner.text(name, 256);
        if (!pattern.matcher(text).matches()) {
            throw owner.wrong(name, text, "must match " + pattern);
        }
        return text;
    }
}
