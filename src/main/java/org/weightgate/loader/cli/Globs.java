package org.weightgate.loader.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

import org.weightgate.manifest.Printable;

/// Glob patterns for paths of a release; a pattern without a slash matches in every folder.
final class Globs {

    private Globs() {
    }

    static Predicate<String> anyOf(List<String> patterns) throws CommandFailure {
        if (patterns.isEmpty()) {
            return _ -> true;
        }
        List<PathMatcher> matchers = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
                if (!pattern.contains("/")) {
                    matchers.add(FileSystems.getDefault().getPathMatcher("glob:**/" + pattern));
                }
            } catch (PatternSyntaxException broken) {
                throw CommandFailure
                        .usage("--include " + Printable.of(pattern, 100) + " is not a pattern: " + broken.getDescription()
                                + ".");
            }
        }
        return path -> matchers.stream().anyMatch(matcher -> matcher.matches(Path.of(path)));
    }
}
