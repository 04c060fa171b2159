package org.weightgate.loader.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.weightgate.loader.weights.WeightFormatException;

/// Walks through the fields of one Protocol Buffers message. Every length is held against the bytes that are left.
///
/// Source: protobuf.dev, "Encoding".
final class ProtobufMessage {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final String file;
    private final String path;
    private final ByteBuffer bytes;
    private int wireType;

    ProtobufMessage(String file, String path, ByteBuffer bytes) {
        this.file = file;
        this.path = path;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The number of the next field, or 0 at the end. Its value must then be taken or skipped.
    int next() throws WeightFormatException {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number < 1 || number > (1 << 29) - 1) {
            throw refused("a field's number", number, "it must be from 1 to 536870911");
        }
        return (int) number;
    }

    long integer(String field) throws WeightFormatException {
        require(VARINT, field);
        return varint();
    }

    boolean truth(String field) throws WeightFormatException {
        long value = integer(field);
        if (value != 0 && value != 1) {
            throw refused(field, value, "it must be 0 or 1");
        }
        return value == 1;
    }

    float number(String field) throws WeightFormatException {
        require(FOUR_BYTES, field);
        return bytes.slice(advance(field, 4), 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    ProtobufMessage message(String field) throws WeightFormatException {
        return new ProtobufMessage(file, path + field + ".", block(field));
    }

    String text(String field) throws WeightFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(block(field)).toString();
        } catch (CharacterCodingException e) {
            throw refused(field, "not UTF-8", "a string must be UTF-8");
        }
    }

    /// The bytes of a string or message, uncopied.
    ByteBuffer block(String field) throws WeightFormatException {
        require(LENGTH, field);
        long length = varint();
        int begin = advance(field, length);
        return bytes.slice(begin, (int) length);
    }

    void skip() throws WeightFormatException {
        switch (wireType) {
            case VARINT -> varint();
            case EIGHT_BYTES -> advance("a field", 8);
            case LENGTH -> block("a field");
            case FOUR_BYTES -> advance("a field", 4);
            default -> throw refused("a field's type", wireType, "it must be 0, 1, 2 or 5");
        }
    }

    WeightFormatException refused(String field, Object value, String limit) {
        return new WeightFormatException(file, path + field, value, limit);
    }

    private void require(int expected, String field) throws WeightFormatException {
        if (wireType != expected) {
            throw refused(field, "of wire type " + wireType, "it must be of wire type " + expected);
        }
    }

    private int advance(String field, long length) throws WeightFormatException {
        if (length < 0 || length > bytes.remaining()) {
            throw refused(field, Long.toUnsignedString(length) + " bytes", bytes.remaining() + " are left");
        }
        int begin = bytes.position();
        bytes.position(begin + (int) length);
        return begin;
    }

    private long varint() throws WeightFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw refused("a number", "cut off", "the message must be complete");
            }
            byte part = bytes.get();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw refused("a number", "longer than 10 bytes", "it must fit in 64 bits");
    }
}
