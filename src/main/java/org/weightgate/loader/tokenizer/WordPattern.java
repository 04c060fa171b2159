package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// The regular expressions that cut text into words. Only known ones are used: an expression from a file could be made to run
/// for hours. White space is Unicode's `White_Space`, a digit is any of its numbers (category N).
enum WordPattern {

    /// GPT-2: contractions, words, numbers and the rest, each with the space before it.
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),

    /// Llama 3: contractions in any case, numbers of at most three digits, line ends together with the marks before them.
    LLAMA3("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),

    /// Each digit by itself, and what stands between them: what SmolLM does before it cuts as GPT-2 does.
    DIGIT("\\p{N}"),

    /// Digits that follow one another, and what stands between them.
    DIGITS("\\p{N}+");

    private static final List<WordPattern> COVERING = List.of(GPT2, LLAMA3);

    private final String published;
    private final Pattern pattern;

    WordPattern(String published) {
        this.published = published;
        this.pattern = Pattern.compile(published.replace("(?i:", "(?iu:").replace("(?!\\S)", "(?![^\\p{IsWhite_Space}])")
                .replace("\\s", "\\p{IsWhite_Space}"));
    }

    /// The pattern written exactly so in a `tokenizer.json`, or null. Its matches cover all text.
    static @Nullable WordPattern written(String expression) {
        for (WordPattern known : COVERING) {
            if (known.published.equals(expression)) {
                return known;
            }
        }
        return null;
    }

    /// The matches and what stands between them: together all of `text`.
    List<String> words(String text) {
        var words = new ArrayList<String>();
        Matcher matcher = pattern.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                words.add(text.substring(end, matcher.start()));
            }
            words.add(matcher.group());
            end = matcher.end();
        }
        if (end < text.length()) {
            words.add(text.substring(end));
        }
        return words;
    }
}
