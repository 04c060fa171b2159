package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Cuts text at the added tokens: leftmost first, the longest of those that begin at the same place.
final class AddedTokens {

    private static final Pattern WORD = Pattern.compile("[\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d]");
    private static final Pattern SPACE = Pattern.compile("\\p{IsWhite_Space}");

    private final Map<Character, List<AddedToken>> byFirst = new HashMap<>();

    AddedTokens(List<AddedToken> tokens) {
        for (AddedToken token : tokens) {
            byFirst.computeIfAbsent(token.content().charAt(0), _ -> new ArrayList<>()).add(token);
        }
        for (List<AddedToken> same : byFirst.values()) {
            same.sort(Comparator.comparingInt((AddedToken token) -> token.content().length()).reversed());
        }
    }

    /// A stretch of text, or the added token found there.
    record Piece(String text, @Nullable AddedToken token) {
    }

    /// The pieces of `text`, none of them empty, unless the text is.
    List<Piece> split(String text) {
        var pieces = new ArrayList<Piece>();
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            AddedToken token = longestAt(text, at);
            if (token == null) {
                at++;
                continue;
            }
            int end = at + token.content().length();
            if (token.singleWord() && (wordBefore(text, at) || wordAfter(text, end))) {
                at = end;
                continue;
            }
            int begin = token.stripLeft() ? Math.max(done, spacesBefore(text, at)) : at;
            end = token.stripRight() ? spacesAfter(text, end) : end;
            if (done < begin) {
                pieces.add(new Piece(text.substring(done, begin), null));
            }
            pieces.add(new Piece(text.substring(begin, end), token));
            done = end;
            at = end;
        }
        if (done < text.length()) {
            pieces.add(new Piece(text.substring(done), null));
        }
        return pieces;
    }

    private @Nullable AddedToken longestAt(String text, int at) {
        for (AddedToken token : byFirst.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token.content(), at)) {
                return token;
            }
        }
        return null;
    }

    private static boolean wordBefore(String text, int at) {
        return at > 0 && is(WORD, text.codePointBefore(at));
    }

    private static boolean wordAfter(String text, int at) {
        return at < text.length() && is(WORD, text.codePointAt(at));
    }

    private static int spacesBefore(String text, int at) {
        int begin = at;
        while (begin > 0 && is(SPACE, text.codePointBefore(begin))) {
            begin--;
        }
        return begin;
    }

    private static int spacesAfter(String text, int at) {
        int end = at;
        while (end < text.length() && is(SPACE, text.codePointAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean is(Pattern kind, int codePoint) {
        return kind.matcher(Character.toString(codePoint)).matches();
    }
}
