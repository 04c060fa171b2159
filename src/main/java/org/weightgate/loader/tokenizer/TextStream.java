package org.weightgate.loader.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns tokens into text as they come. A character whose bytes are spread over several tokens appears whole, with the last of
/// them; special tokens and ids without a token give nothing; bytes that can not be UTF-8 give U+FFFD.
public final class TextStream {

    private final Tokenizer.Vocabulary vocabulary;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] pending = {};
    private boolean begins = true;

    TextStream(Tokenizer.Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// The text that is complete with this token; often empty.
    public String accept(int token) {
        if (token < 0 || token >= vocabulary.bytes().size() || vocabulary.special().contains(token)) {
            return "";
        }
        byte[] bytes = vocabulary.bytes().get(token);
        if (bytes == null) {
            return "";
        }
        boolean cut = begins && !vocabulary.verbatim().contains(token);
        byte[] left = cut ? withoutLeading(token, bytes) : bytes;
        begins &= left.length == 0 && vocabulary.leading() == Tokenizer.Leading.ONE_SPACE_OF_EACH_TOKEN_BEFORE_ANY_TEXT;
        return decode(left, false);
    }

    private byte[] withoutLeading(int token, byte[] bytes) {
        return switch (vocabulary.leading()) {
            case NOTHING -> bytes;
            case ONE_SPACE, ONE_SPACE_OF_EACH_TOKEN_BEFORE_ANY_TEXT -> bytes.length > 0 && bytes[0] == ' '
                    ? Arrays.copyOfRange(bytes, 1, bytes.length)
                    : bytes;
            case ALL_MARKS_OF_THE_FIRST_TOKEN -> vocabulary.unmarked().getOrDefault(token, bytes);
        };
    }

    /// What is left at the end: U+FFFD for a character that was never completed.
    public String finish() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(pending.length + bytes.length).put(pending).put(bytes).flip();
        // no byte of UTF-8 gives more than one UTF-16 character, be it U+FFFD
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, last);
        if (last) {
            decoder.flush(out);
            decoder.reset();
        }
        pending = new byte[in.remaining()];
        in.get(pending);
        return out.flip().toString();
    }
}
