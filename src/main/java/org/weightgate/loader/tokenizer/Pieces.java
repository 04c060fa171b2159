package org.weightgate.loader.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// SentencePiece-style BPE: characters are merged into pieces; a character that stays and is no piece becomes its UTF-8 bytes,
/// or the unknown token.
///
/// Source: Kudo and Richardson 2018, "SentencePiece" (arXiv 1808.06226).
///
/// @param characters ids of the pieces of one character
/// @param merges of these characters, and of characters without a piece of their own
/// @param byteTokens 256 ids, -1 where the vocabulary has no such byte
/// @param unknown the id of what has no other, or -1
/// @param fuseUnknown whether several unknown characters in a row are one token
/// @param spaces what is done with spaces behind the added tokens
/// @param split whether each [TextRule#SPACE] begins a new word
record Pieces(Map<String, Integer> characters, BytePairEncoding merges, List<Integer> byteTokens, int unknown, boolean fuseUnknown,
        Spaces spaces, boolean split) implements WordEncoder {

    /// Ids from here on are characters without a piece of their own, by code point.
    private static final int STRANGER = 1 << 24;

    /// What is done with spaces; [Place] tells where a text begins.
    enum Spaces {
        /// Nothing: a [TextRule] did it.
        KEPT,
        /// Each becomes [TextRule#SPACE].
        MARKED,
        /// The same, and a text that does not begin with one gets one.
        MARKED_AND_PREPENDED,
        /// The same, but only where the whole text begins.
        MARKED_AND_PREPENDED_ONCE
    }

    /// The id that stands for a character among the pairs to be merged.
    static int symbol(String character, Map<String, Integer> characters) {
        Integer id = characters.get(character);
        return id == null ? STRANGER + character.codePointAt(0) : id;
    }

    @Override
    public void encode(String text, Place place, Tokens out) {
        String marked = marked(text, place);
        int begin = 0;
        if (split) {
            for (int at = marked.indexOf(TextRule.SPACE, 1); at > 0; at = marked.indexOf(TextRule.SPACE, at + 1)) {
                word(marked.substring(begin, at), out);
                begin = at;
            }
        }
        word(marked.substring(begin), out);
    }

    private String marked(String text, Place place) {
        if (spaces == Spaces.KEPT) {
            return text;
        }
        String marked = text.replace(" ", TextRule.SPACE);
        boolean prepended = switch (place) {
            case BEGINNING -> spaces != Spaces.MARKED;
            case BEHIND_A_TOKEN -> spaces == Spaces.MARKED_AND_PREPENDED;
            case CONTINUED -> false;
        };
        return prepended && !marked.startsWith(TextRule.SPACE) ? TextRule.SPACE + marked : marked;
    }

    private void word(String word, Tokens out) {
        int[] symbols = word.codePoints().map(codePoint -> symbol(Character.toString(codePoint), characters)).toArray();
        boolean unknownBefore = false;
        for (int token : merges.merged(symbols)) {
            boolean stranger = token >= STRANGER;
            if (!stranger) {
                out.add(token);
            }
            unknownBefore = stranger && !bytes(token - STRANGER, out) && unknown(unknownBefore, token - STRANGER, out);
        }
    }

    private boolean bytes(int codePoint, Tokens out) {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        for (byte value : bytes) {
            if (byteTokens.get(value & 0xff) < 0) {
                return false;
            }
        }
        for (byte value : bytes) {
            out.add(byteTokens.get(value & 0xff));
        }
        return true;
    }

    private boolean unknown(boolean again, int codePoint, Tokens out) {
        if (unknown < 0) {
            throw new IllegalArgumentException("the vocabulary has no token for U+%04X".formatted(codePoint));
        }
        if (!again || !fuseUnknown) {
            out.add(unknown);
        }
        return true;
    }
}
