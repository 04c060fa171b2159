package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// One change made to text before it is cut into tokens.
sealed interface TextRule {

    /// What stands for a space in the pieces of a SentencePiece vocabulary, U+2581.
    String SPACE = "\u2581";

    /// The changed text.
    ///
    /// @param continued whether other text stands right before it
    String apply(String text, boolean continued);

    /// What SentencePiece does to a text: `remove_extra_whitespaces`, `add_dummy_prefix`, and spaces become [#SPACE].
    static List<TextRule> ofSentencePiece(boolean singleSpaces, boolean prefix) {
        var rules = new ArrayList<TextRule>();
        if (singleSpaces) {
            rules.add(new SingleSpaces());
        }
        if (prefix) {
            rules.add(new Prepend(" "));
        }
        rules.add(new Replace(" ", SPACE));
        return rules;
    }

    /// Puts something before a text that is not empty and continues no other.
    record Prepend(String prefix) implements TextRule {

        @Override
        public String apply(String text, boolean continued) {
            return text.isEmpty() || continued ? text : prefix + text;
        }
    }

    /// Replaces every occurrence, from left to right.
    record Replace(String from, String to) implements TextRule {

        @Override
        public String apply(String text, boolean continued) {
            return text.replace(from, to);
        }
    }

    /// Takes away all but one of several spaces, and those at both ends unless they part a text from the one before it. Only
    /// U+0020 is a space; at the end [#SPACE] goes as well, because SentencePiece looks there once spaces are written so.
    record SingleSpaces() implements TextRule {

        @Override
        public String apply(String text, boolean continued) {
            var out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char character = text.charAt(i);
                if (character != ' ' || (out.isEmpty() ? continued : out.charAt(out.length() - 1) != ' ')) {
                    out.append(character);
                }
            }
            int end = out.length();
            while (end > 0 && (out.charAt(end - 1) == ' ' || out.charAt(end - 1) == SPACE.charAt(0))) {
                end--;
            }
            return out.substring(0, end);
        }
    }
}
