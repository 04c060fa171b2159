package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Cuts text at the added tokens: leftmost first, the longest of those that begin at the same place.
///
/// As in Hugging Face's library, white space that a token takes on its right is searched for tokens all the same: one found there
/// is a piece too, and what stands between its end and the end of the white space is text again. Unless it takes white space on its
/// left: then what the one before took is not its own, and nothing may be left of it.
final class AddedTokens {

    private static final Pattern WORD = Pattern.compile("[\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d]");
    private static final Pattern SPACE = Pattern.compile("\\p{IsWhite_Space}");

    /// The longest token that is read, in UTF-16 characters.
    static final int LONGEST = 1024;

    /// A token, and the longest other one that it begins with.
    private record Entry(AddedToken token, @Nullable Entry shorter) {

        String content() {
            return token.content();
        }
    }

    /// By content. However many tokens there are, and however alike, the one that text begins with is found in a few steps.
    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private final Set<Character> firstCharacters = new HashSet<>();
    private int longest;

    AddedTokens(List<AddedToken> tokens) {
        var byContent = new TreeMap<String, AddedToken>();
        tokens.forEach(token -> byContent.putIfAbsent(token.content(), token));
        Entry before = null;
        for (AddedToken token : byContent.values()) {
            while (before != null && !token.content().startsWith(before.content())) {
                before = before.shorter;
            }
            before = new Entry(token, before);
            entries.put(token.content(), before);
            firstCharacters.add(token.content().charAt(0));
            longest = Math.max(longest, token.content().length());
        }
    }

    /// A stretch of text, or an added token found in it.
    ///
    /// @param text the stretch, or the token's content without the white space it takes
    record Piece(String text, @Nullable AddedToken token) {
    }

    /// The pieces of `text` in order, none of them empty.
    List<Piece> split(String text) {
        var pieces = new ArrayList<Piece>();
        int done = 0;
        int spaces = 0;
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
            if (token.stripRight() && end >= spaces) {
                spaces = spacesAfter(text, end);
            }
            int begin = token.stripLeft() ? Math.max(done, spacesBefore(text, at, done)) : at;
            int behind = token.stripRight() ? spaces : end;
            if (begin < behind) {
                if (done < begin) {
                    pieces.add(new Piece(text.substring(done, begin), null));
                }
                pieces.add(new Piece(token.content(), token));
                done = behind;
            }
            at = end;
        }
        if (done < text.length()) {
            pieces.add(new Piece(text.substring(done), null));
        }
        return pieces;
    }

    /// Of the tokens not behind the text in the order of contents, the last has the most in common with it.
    private @Nullable AddedToken longestAt(String text, int at) {
        if (!firstCharacters.contains(text.charAt(at))) {
            return null;
        }
        var floor = entries.floorEntry(text.substring(at, Math.min(text.length(), at + longest)));
        Entry entry = floor == null ? null : floor.getValue();
        int common = entry == null ? 0 : common(text, at, entry.content());
        while (entry != null && entry.content().length() > common) {
            entry = entry.shorter;
        }
        return entry == null ? null : entry.token;
    }

    private static int common(String text, int at, String content) {
        int most = Math.min(content.length(), text.length() - at);
        int common = 0;
        while (common < most && text.charAt(at + common) == content.charAt(common)) {
            common++;
        }
        return common;
    }

    private static boolean wordBefore(String text, int at) {
        return at > 0 && is(WORD, text.codePointBefore(at));
    }

    private static boolean wordAfter(String text, int at) {
        return at < text.length() && is(WORD, text.codePointAt(at));
    }

    private static int spacesBefore(String text, int at, int from) {
        int begin = at;
        while (begin > from && is(SPACE, text.codePointBefore(begin))) {
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
