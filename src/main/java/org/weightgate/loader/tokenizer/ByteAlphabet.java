package org.weightgate.loader.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The 256 visible characters that stand for the 256 bytes in a byte-level vocabulary: printable Latin-1 bytes stand for
/// themselves, the others for U+0100 and following, in order.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners" (GPT-2), section 2.2 and its code.
final class ByteAlphabet {

    private static final char[] CHARACTERS = new char[256];
    private static final int[] BYTES = new int[256 + 256];

    static {
        Arrays.fill(BYTES, -1);
        char next = 256;
        for (int value = 0; value < 256; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xff && value != 0xad);
            CHARACTERS[value] = visible ? (char) value : next++;
            BYTES[CHARACTERS[value]] = value;
        }
    }

    private ByteAlphabet() {
    }

    /// The ids of the tokens of a single byte, for bytes 0 to 255; -1 where the vocabulary has none.
    static List<Integer> tokens(Map<String, Integer> ids) {
        var tokens = new ArrayList<Integer>();
        for (char character : CHARACTERS) {
            tokens.add(ids.getOrDefault(String.valueOf(character), -1));
        }
        return tokens;
    }

    static String characters(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            text.append(CHARACTERS[value & 0xff]);
        }
        return text.toString();
    }

    /// The bytes a token stands for; a token with a character outside the alphabet stands for its own UTF-8 bytes.
    static byte[] bytes(String token) {
        var bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char character = token.charAt(i);
            int value = character < BYTES.length ? BYTES[character] : -1;
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }
}
