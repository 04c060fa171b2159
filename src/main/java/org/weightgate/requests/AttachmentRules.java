package org.weightgate.requests;

import java.util.Locale;
import java.util.Optional;

import org.weightgate.web.PlainText;

/// Which files may stand beside a request. Refusals name the file and say what would be taken.
record AttachmentRules(int most, long largest) {

    private static final int LONGEST_NAME = 120;

    /// A name as it is shown and offered for saving: no folders, no hidden characters, not too long.
    static String cleanName(String typed) {
        String line = PlainText.oneLine(typed.replace('\\', '/'));
        String last = line.substring(line.lastIndexOf('/') + 1).replaceAll("[\"<>|:*?%;\u200e\u200f\u061c]", "_").strip();
        int length = last.codePointCount(0, last.length());
        return length <= LONGEST_NAME ? last : last.substring(last.offsetByCodePoints(0, length - LONGEST_NAME));
    }

    Optional<String> problemWith(String name, byte[] content, int already) {
        if (name.isEmpty() || content.length == 0) {
            return Optional.of(name.isEmpty() ? "Choose a file first."
                    : "“" + name + "” is empty. Choose another file.");
        }
        if (content.length > largest) {
            return Optional.of("“" + name + "” is too large: " + mebibytes(content.length) + " MiB, and " + mebibytes(largest)
                    + " MiB is the most.");
        }
        if (FileType.of(name, content).isEmpty()) {
            return Optional.of("“" + name + "” was not taken: by its content it is not what its name says, or not "
                    + FileType.NAMES + ".");
        }
        return already >= most
                ? Optional.of("“" + name + "” was not taken: there are " + most + " files already. Remove one first.")
                : Optional.empty();
    }

    String limits() {
        return "Up to " + most + " files of " + mebibytes(largest) + " MiB each: " + FileType.NAMES + ".";
    }

    private static String mebibytes(long bytes) {
        double value = bytes / (1024.0 * 1024);
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
