package org.weightgate.loader.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Byte-level BPE: text is cut into words, and each word's UTF-8 bytes are merged.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners" (GPT-2), section 2.2.
///
/// @param patterns cut the text one after the other, each within the words of the one before
/// @param prefixSpace whether text that does not begin with a space gets one
/// @param byteTokens 256 ids, -1 where the vocabulary has no such byte
/// @param wholeWords words that become one token without merging, in [ByteAlphabet]; may be empty
record ByteLevel(List<WordPattern> patterns, boolean prefixSpace, List<Integer> byteTokens, BytePairEncoding merges,
        Map<String, Integer> wholeWords) implements WordEncoder {

    @Override
    public void encode(String text, Place place, Tokens out) {
        boolean prefixed = prefixSpace && place != Place.CONTINUED && !text.startsWith(" ");
        List<String> words = List.of(prefixed ? " " + text : text);
        for (WordPattern pattern : patterns) {
            var smaller = new ArrayList<String>();
            for (String word : words) {
                smaller.addAll(pattern.words(word));
            }
            words = smaller;
        }
        for (String word : words) {
            word(utf8(word), out);
        }
    }

    private void word(byte[] bytes, Tokens out) {
        if (!wholeWords.isEmpty()) {
            Integer whole = wholeWords.get(ByteAlphabet.characters(bytes));
            if (whole != null) {
                out.add(whole);
                return;
            }
        }
        var tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = byteTokens.get(bytes[i] & 0xff);
            if (tokens[i] < 0) {
                throw new IllegalArgumentException("the vocabulary has no token for byte %d".formatted(bytes[i] & 0xff));
            }
        }
        out.addAll(merges.merged(tokens));
    }

    static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text holds half of a surrogate pair", e);
        }
    }
}
