package org.weightgate.manifest;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which paths a release may hold, so that they mean the same file on every system and nothing outside the folder.
public final class SafePath {

    /// Top-level names beside a release that belong to tools, not to the release: never listed, never loaded.
    public static final List<String> IGNORED = List.of(".cache", ".git", ".gitattributes", ".github", ".gitignore",
            ".weightgate");

    private static final int MAXIMUM_BYTES = 1024;
    private static final int MAXIMUM_SEGMENT_BYTES = 255;
    private static final int MAXIMUM_SEGMENTS = 16;
    private static final String FORBIDDEN = "\\:*?\"<>|";
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private SafePath() {
    }

    /// Why `path` cannot be a file of a release, or nothing when it can.
    public static Optional<String> problem(String path) {
        if (path.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (path.codePoints().anyMatch(Printable::isUnsafe)) {
            return Optional.of("must not hold control or invisible characters");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            return Optional.of("must have at most " + MAXIMUM_BYTES + " bytes");
        }
        if (path.startsWith("/")) {
            return Optional.of("must be relative");
        }
        if (path.chars().anyMatch(character -> FORBIDDEN.indexOf(character) >= 0)) {
            return Optional.of("must not hold any of " + FORBIDDEN);
        }
        String[] segments = path.split("/", -1);
        if (segments.length > MAXIMUM_SEGMENTS) {
            return Optional.of("must have at most " + MAXIMUM_SEGMENTS + " levels");
        }
        for (String segment : segments) {
            Optional<String> problem = segmentProblem(segment);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return reservedProblem(path, segments[0]);
    }

    private static Optional<String> segmentProblem(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return Optional.of("must not have empty, . or .. levels");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_SEGMENT_BYTES) {
            return Optional.of("must have at most " + MAXIMUM_SEGMENT_BYTES + " bytes per level");
        }
        if (segment.endsWith(".") || segment.endsWith(" ") || segment.startsWith(" ")) {
            return Optional.of("must not have levels that begin with a space or end with a space or a dot");
        }
        return DEVICE.matcher(segment).matches() ? Optional.of("must not use a device name") : Optional.empty();
    }

    private static Optional<String> reservedProblem(String path, String first) {
        if (IGNORED.contains(fold(first))) {
            return Optional.of("must not lie under " + first + ", which verifying ignores");
        }
        String folded = fold(path);
        if (folded.equals(Manifest.FILE_NAME) || folded.equals(ModelSignature.FILE_NAME)) {
            return Optional.of("must not be the manifest or the signature itself");
        }
        return Optional.empty();
    }

    private static String fold(String path) {
        return Normalizer.normalize(Normalizer.normalize(path, Normalizer.Form.NFC).toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /// Finds two paths that are one file, or a file and a folder, on a system that folds case or normalises names.
    static final class Collisions {

        private final Map<String, String> files = new HashMap<>();
        private final Map<String, String> folders = new HashMap<>();

        /// The earlier path that `path` collides with.
        Optional<String> add(String path) {
            String folded = fold(path);
            Optional<String> other = Optional.ofNullable(files.getOrDefault(folded, folders.get(folded)));
            for (int slash = folded.indexOf('/'); slash >= 0 && other.isEmpty(); slash = folded.indexOf('/', slash + 1)) {
                String folder = folded.substring(0, slash);
                other = Optional.ofNullable(files.get(folder));
                folders.putIfAbsent(folder, path);
            }
            files.putIfAbsent(folded, path);
            return other;
        }
    }
}
