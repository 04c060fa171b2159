package org.weightgate.loader.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// The types of numbers in weight files, always little-endian: those of safetensors, and GGUF's Q8_0. E4M3 has four bits of exponent
/// and three of mantissa; FNUZ means neither infinities nor a negative zero.
///
/// Source: `Dtype` in github.com/huggingface/safetensors, `safetensors/src/tensor.rs`.
public enum DType {
    BOOL(1),
    /// Two in a byte.
    F4(1, 2),
    /// Four in three bytes, like the next.
    F6_E2M3(3, 4),
    F6_E3M2(3, 4),
    U8(1),
    I8(1),
    F8_E4M3(1),
    F8_E5M2(1),
    F8_E8M0(1),
    F8_E4M3FNUZ(1),
    F8_E5M2FNUZ(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    F64(8),
    I64(8),
    U64(8),
    C64(8),
    /// GGUF only: blocks of 32 elements, a float16 scale and 32 signed bytes.
    Q8_0(34, 32);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The types that have a name in a safetensors file.
    static final List<DType> NAMED = Stream.of(values()).filter(type -> type != Q8_0).toList();

    private final int bytes;
    private final int elements;

    DType(int bytes) {
        this(bytes, 1);
    }

    DType(int bytes, int elements) {
        this.bytes = bytes;
        this.elements = elements;
    }

    /// How many elements share a block; 1 unless the type is quantised or its elements are not whole bytes.
    public int blockElements() {
        return elements;
    }

    /// Bytes per block.
    public int blockBytes() {
        return bytes;
    }

    /// Whether the loader computes with elements of this type: F32, F16, BF16 and Q8_0.
    public boolean computes() {
        return this == F32 || this == F16 || this == BF16 || this == Q8_0;
    }

    /// Bytes that `elements` of them take; whole blocks.
    ///
    /// @throws ArithmeticException if that does not fit in 63 bits
    public long bytes(long elements) {
        return Math.multiplyExact(elements / this.elements, (long) bytes);
    }

    /// Writes `length` elements as float32 to `out[at ..]`, exactly but for Q8_0, whose product of scale and byte is rounded once.
    ///
    /// @param data a tensor's bytes
    /// @param first the element to begin with, the first of a block
    /// @throws IllegalStateException for a type the loader does not compute with
    public void toFloats(MemorySegment data, long first, int length, float[] out, int at) {
        long offset = bytes(first);
        for (int i = 0; i < length; i += elements, offset += bytes) {
            if (this == Q8_0) {
                block(data, offset, Math.min(length - i, elements), out, at + i);
            } else {
                out[at + i] = toFloat(data, offset);
            }
        }
    }

    private static void block(MemorySegment data, long offset, int length, float[] out, int at) {
        float scale = Float.float16ToFloat(data.get(SHORT, offset));
        for (int i = 0; i < length; i++) {
            out[at + i] = scale * data.get(ValueLayout.JAVA_BYTE, offset + Short.BYTES + i);
        }
    }

    /// The element at byte `offset` as float32, exactly (BF16 is the upper half of a float32; F16 is IEEE 754 binary16).
    ///
    /// @throws IllegalStateException for a type the loader does not compute with, or of blocks
    public float toFloat(MemorySegment data, long offset) {
        return switch (this) {
            case F32 -> data.get(FLOAT, offset);
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, offset) << 16);
            case F16 -> Float.float16ToFloat(data.get(SHORT, offset));
            case BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, I32, U32,
                    F64, I64, U64, C64, Q8_0 ->
                throw new IllegalStateException("no arithmetic for " + this);
        };
    }

    /// The type with this name, or null.
    static @Nullable DType named(String name) {
        for (DType type : NAMED) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
