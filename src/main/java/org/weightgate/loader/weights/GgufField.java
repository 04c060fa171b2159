package org.weightgate.loader.weights;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One metadata value of a GGUF file under its key. Getters are typed and bounded: a value of another type or outside the bounds
/// is a [WeightFormatException]. An array stays in the mapped file until it is asked for.
public final class GgufField {

    private static final int TEXT = 1 << 24;

    private final String file;
    private final String key;
    private final @Nullable Object value;

    GgufField(String file, String key, @Nullable Object value) {
        this.file = file;
        this.key = key;
        this.value = value;
    }

    /// The types of values, in the order of their numbers.
    enum Kind {
        U8(1),
        I8(1),
        U16(2),
        I16(2),
        U32(4),
        I32(4),
        F32(4),
        BOOL(1),
        STRING(8),
        ARRAY(12),
        U64(8),
        I64(8),
        F64(8);

        /// The fewest bytes one takes.
        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        static Kind read(GgufBytes in, String field) throws WeightFormatException {
            int number = in.int32("the type of " + field);
            if (number < 0 || number >= values().length) {
                throw new WeightFormatException(in.file(), "the type of " + field, Integer.toUnsignedString(number),
                        "it must be from 0 to " + (values().length - 1));
            }
            return values()[number];
        }
    }

    /// An array whose elements were walked through once, so that they are known to be there.
    private record Elements(Kind kind, int count, MemorySegment bytes) {
    }

    static GgufField read(GgufBytes in, String key) throws WeightFormatException {
        Kind kind = Kind.read(in, key);
        return new GgufField(in.file(), key, kind == Kind.ARRAY ? array(in, key) : scalar(in, key, kind));
    }

    private static Elements array(GgufBytes in, String key) throws WeightFormatException {
        Kind kind = Kind.read(in, key);
        if (kind == Kind.ARRAY) {
            throw new WeightFormatException(in.file(), key, "an array of arrays", "arrays of plain values are read");
        }
        int count = (int) in.count("the length of " + key, kind.bytes(), Integer.MAX_VALUE - 8);
        if (kind != Kind.STRING) {
            return new Elements(kind, count, in.slice(key, (long) count * kind.bytes()));
        }
        var ahead = in.ahead();
        for (int i = 0; i < count; i++) {
            ahead.string(key, TEXT);
        }
        return new Elements(kind, count, in.slice(key, ahead.position()));
    }

    private static Object scalar(GgufBytes in, String key, Kind kind) throws WeightFormatException {
        return switch (kind) {
            case U8 -> (long) (in.int8(key) & 0xff);
            case I8 -> (long) in.int8(key);
            case U16 -> (long) (in.int16(key) & 0xffff);
            case I16 -> (long) in.int16(key);
            case U32 -> in.int32(key) & 0xffff_ffffL;
            case I32 -> (long) in.int32(key);
            case F32 -> (double) Float.intBitsToFloat(in.int32(key));
            case BOOL -> truth(in, key);
            case STRING -> in.text(key, TEXT);
            case U64 -> unsigned(in, key);
            case I64 -> in.int64(key);
            case F64 -> Double.longBitsToDouble(in.int64(key));
            case ARRAY -> throw new WeightFormatException(in.file(), key, "an array", "a plain value must stand here");
        };
    }

    private static boolean truth(GgufBytes in, String key) throws WeightFormatException {
        byte value = in.int8(key);
        if (value != 0 && value != 1) {
            throw new WeightFormatException(in.file(), key, value, "a truth value must be 0 or 1");
        }
        return value == 1;
    }

    private static long unsigned(GgufBytes in, String key) throws WeightFormatException {
        long value = in.int64(key);
        if (value < 0) {
            throw new WeightFormatException(in.file(), key, Long.toUnsignedString(value), "it must fit in 63 bits");
        }
        return value;
    }

    /// Whether the file has this key.
    public boolean isPresent() {
        return value != null;
    }

    /// A string; without bound but the 16 MiB no string may exceed.
    public String text() throws WeightFormatException {
        if (value instanceof String text) {
            return text;
        }
        throw refused("it must be a string");
    }

    /// A string, or `absent` where the file has no such key.
    public String textOr(String absent) throws WeightFormatException {
        return isPresent() ? text() : absent;
    }

    /// A truth value, or `absent` where the file has no such key.
    public boolean truthOr(boolean absent) throws WeightFormatException {
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw refused("it must be a truth value");
    }

    /// A whole number in `[least, most]`.
    public int count(int least, int most) throws WeightFormatException {
        if (value instanceof Long number && number >= least && number <= most) {
            return Math.toIntExact(number);
        }
        throw refused("it must be a whole number from " + least + " to " + most);
    }

    /// A finite number in `[least, most]`.
    public double number(double least, double most) throws WeightFormatException {
        if (value instanceof Number number) {
            double found = number.doubleValue();
            if (Double.isFinite(found) && found >= least && found <= most) {
                return found;
            }
        }
        throw refused("it must be a finite number from " + least + " to " + most);
    }

    /// An array of at most `most` strings.
    public List<String> texts(int most) throws WeightFormatException {
        Elements elements = elements(most, Kind.STRING, Kind.STRING);
        var in = new GgufBytes(file, elements.bytes);
        var texts = new ArrayList<String>(elements.count);
        for (int i = 0; i < elements.count; i++) {
            texts.add(in.text(key + "[" + i + "]", TEXT));
        }
        return texts;
    }

    /// An array of at most `most` float32 numbers.
    public float[] floats(int most) throws WeightFormatException {
        Elements elements = elements(most, Kind.F32, Kind.F32);
        var in = new GgufBytes(file, elements.bytes);
        var floats = new float[elements.count];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(in.int32(key));
        }
        return floats;
    }

    /// An array of at most `most` whole numbers of four bytes.
    public int[] integers(int most) throws WeightFormatException {
        Elements elements = elements(most, Kind.I32, Kind.U32);
        var in = new GgufBytes(file, elements.bytes);
        var integers = new int[elements.count];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = in.int32(key);
        }
        return integers;
    }

    /// The exception that refuses this field.
    public WeightFormatException refused(String limit) {
        return new WeightFormatException(file, key, describe(), limit);
    }

    private Elements elements(int most, Kind kind, Kind other) throws WeightFormatException {
        if (value instanceof Elements elements && (elements.kind == kind || elements.kind == other)
                && elements.count <= most) {
            return elements;
        }
        throw refused("it must be an array of at most " + most + " elements of type " + kind);
    }

    private String describe() {
        return switch (value) {
            case null -> "absent";
            case Elements elements -> "an array of " + elements.count + " " + elements.kind;
            case String text -> "\"" + text + "\"";
            default -> value.toString();
        };
    }
}
