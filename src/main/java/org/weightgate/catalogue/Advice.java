package org.weightgate.catalogue;

import java.util.Optional;

import org.weightgate.web.PortalUrl;

/// What a person who gets no file is told, by whichever way they asked: what is so and why, and where to do something about it.
/// `invitation` holds the page's place as `%s`.
public record Advice(String sentence, String invitation, String page) {

    private static final int LONGEST_WORDS = 300;

    /// The whole of it, with the page's address.
    public String at(PortalUrl portal) {
        return sentence + " " + invitation.formatted(link(portal));
    }

    /// The page's address.
    public String link(PortalUrl portal) {
        return portal.to(page);
    }

    /// What somebody wrote to the person, short enough for a header; nothing when they wrote nothing.
    public static String theyWrote(Optional<String> text) {
        return text.map(String::strip).filter(words -> !words.isEmpty())
                .map(words -> words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "...")
                .map(Advice::quoted).orElse("");
    }

    /// All that they wrote.
    public static String quoted(String words) {
        return " They wrote: \"" + words + (words.matches("(?s).*[.!?]") ? "\"" : "\".");
    }
}
