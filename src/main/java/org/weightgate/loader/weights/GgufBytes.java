package org.weightgate.loader.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Walks through the header of a GGUF file. Every step is checked against the bytes that are left before anything is read.
final class GgufBytes {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long TEXTS = 64 << 20;

    private final String file;
    private final MemorySegment bytes;
    private long at;
    private long decoded;

    GgufBytes(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    String file() {
        return file;
    }

    long position() {
        return at;
    }

    long remaining() {
        return bytes.byteSize() - at;
    }

    byte int8(String field) throws WeightFormatException {
        return bytes.get(ValueLayout.JAVA_BYTE, step("", field, Byte.BYTES));
    }

    short int16(String field) throws WeightFormatException {
        return bytes.get(SHORT, step("", field, Short.BYTES));
    }

    int int32(String field) throws WeightFormatException {
        return bytes.get(INT, step("", field, Integer.BYTES));
    }

    long int64(String field) throws WeightFormatException {
        return bytes.get(LONG, step("", field, Long.BYTES));
    }

    /// A count of things that take at least `bytesEach` bytes of what is left.
    long count(String field, long bytesEach, long most) throws WeightFormatException {
        return count("", field, bytesEach, most);
    }

    /// `prefix` and `field` are joined only for an error: a key may be long, and stand before a million strings.
    private long count(String prefix, String field, long bytesEach, long most) throws WeightFormatException {
        long count = bytes.get(LONG, step(prefix, field, Long.BYTES));
        long limit = Math.min(most, remaining() / bytesEach);
        if (count < 0 || count > limit) {
            throw new WeightFormatException(file, prefix + field, Long.toUnsignedString(count),
                    "it must be at most " + limit + " with " + remaining() + " bytes left");
        }
        return count;
    }

    /// The next `length` bytes, uncopied.
    MemorySegment slice(String field, long length) throws WeightFormatException {
        return bytes.asSlice(step("", field, length), length);
    }

    /// A string: its length in eight bytes, then its bytes, uncopied.
    MemorySegment string(String field, long most) throws WeightFormatException {
        return slice(field, count("the length of ", field, 1, most));
    }

    /// Another walk that begins where this one is, over the rest.
    GgufBytes ahead() {
        return new GgufBytes(file, bytes.asSlice(at));
    }

    /// A string as text; it must be UTF-8. All those of one walk together may take [#TEXTS] bytes, since they are kept.
    String text(String field, long most) throws WeightFormatException {
        MemorySegment string = string(field, most);
        decoded += string.byteSize();
        if (decoded > TEXTS) {
            throw new WeightFormatException(file, field, string.byteSize() + " bytes long",
                    "this and the strings before it are more than " + TEXTS + " bytes together");
        }
        return text(file, field, string);
    }

    static String text(String file, String field, MemorySegment bytes) throws WeightFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new WeightFormatException(file, field, "not UTF-8", "a string must be UTF-8");
        }
    }

    private long step(String prefix, String field, long length) throws WeightFormatException {
        if (length < 0 || length > remaining()) {
            throw new WeightFormatException(file, prefix + field, "cut off at byte " + at,
                    "it needs " + length + " bytes and " + remaining() + " are left");
        }
        long begin = at;
        at += length;
        return begin;
    }
}
