package org.weightgate.loader.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Java turns arguments and the names of files into text by the locale of its environment, and loses what is none of its
/// characters without a word.
final class Characters {

    /// What Java puts in the place of bytes that are no character.
    private static final char REPLACEMENT = '\ufffd';

    private Characters() {
    }

    static Charset ofThisMachine() {
        return Charset.forName(Objects.requireNonNullElse(System.getProperty("sun.jnu.encoding"), "UTF-8"));
    }

    /// Whether some of these arguments may have become others when they were read as `characters`.
    static boolean areLost(String[] arguments, Charset characters) {
        boolean isUtf8 = characters.equals(StandardCharsets.UTF_8);
        return List.of(arguments).stream().flatMapToInt(String::chars)
                .anyMatch(letter -> isUtf8 ? letter == REPLACEMENT : letter > 0x7f);
    }

    /// What to do about arguments that were lost.
    static String refused(Charset characters) {
        return characters.equals(StandardCharsets.UTF_8)
                ? "An argument holds bytes that are not UTF-8, or the sign U+FFFD, which cannot be told from them: it may not be what"
                        + " was typed. Write it in UTF-8 and without that sign."
                : "Java reads the characters of this locale as " + characters
                        + ", which may not be what was typed: set LC_ALL=C.UTF-8 or another locale of UTF-8, and try again.";
    }

    /// What is typed on standard input; a locale that knows ASCII only says nothing about the rest.
    static Charset ofStandardInput() {
        Charset told = Charset.forName(Objects.requireNonNullElse(System.getProperty("stdin.encoding"), "UTF-8"));
        return told.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : told;
    }
}
