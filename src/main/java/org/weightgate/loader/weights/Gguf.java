package org.weightgate.loader.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A GGUF file of version 2 or 3, little-endian, read strictly: counts, metadata, descriptions of tensors, then their bytes.
///
/// Stricter than the format's own reader: at most 200,000 tensors and 65,536 keys, none of them twice; all names, keys and strings
/// outside of arrays at most 64 MiB, and the strings of an array as well; every length is held against the bytes that are left
/// before anything is allocated; an alignment is a power of two from 8 to 4096; the tensors follow
/// each other without hole or overlap, with zeros between them, and reach the end of the file. Only F32, F16, BF16 and Q8_0 are read. Every violation is a
/// [WeightFormatException].
///
/// Source: github.com/ggml-org/ggml, docs/gguf.md.
///
/// @param file the file's name
/// @param metadata by key, in the order of the file
/// @param tensors by name, in the order of their bytes; shapes are outermost first, as everywhere in the loader (GGUF writes them
///        innermost first)
public record Gguf(String file, Map<String, GgufField> metadata, Map<String, Tensor> tensors) implements WeightFile {

    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int KEYS = 65_536;
    private static final int KEY_BYTES = 65_535;
    private static final int NAME_BYTES = 512;
    private static final int DIMENSIONS = 4;
    private static final int ALIGNMENT = 32;
    /// The least a key and its value take: a length, one character, a type, one byte.
    private static final int LEAST_KEY = Long.BYTES + 1 + Integer.BYTES + 1;
    /// The least a tensor's description takes: a length, one character, one dimension with its extent, a type, an offset.
    private static final int LEAST_TENSOR = Long.BYTES + 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    /// Maps the whole file read-only into `arena` and reads its header. The channel may be closed afterwards.
    ///
    /// @throws WeightFormatException if the file is not as described above
    public static Gguf map(String file, FileChannel channel, Arena arena) throws IOException {
        return read(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }

    /// Reads a file that is already in memory; the tensors are slices of `whole`.
    ///
    /// @throws WeightFormatException if the file is not as described above
    public static Gguf read(String file, MemorySegment whole) throws WeightFormatException {
        var in = new GgufBytes(file, whole.asReadOnly());
        if (in.int32("the magic number") != MAGIC) {
            throw new WeightFormatException(file, "the magic number", "something else", "a GGUF file begins with GGUF");
        }
        int version = in.int32("version");
        if (version != 2 && version != 3) {
            boolean swapped = version >>> 24 == 2 || version >>> 24 == 3;
            throw new WeightFormatException(file, "version", Integer.toUnsignedString(version),
                    swapped ? "big-endian files are not read" : "only versions 2 and 3 are read");
        }
        long tensors = in.count("number of tensors", LEAST_TENSOR, Safetensors.TENSORS);
        Map<String, GgufField> metadata = metadata(in, in.count("number of keys", LEAST_KEY, KEYS));
        List<Entry> entries = entries(in, tensors);
        return new Gguf(file, metadata, tensors(in, entries, alignment(metadata), whole));
    }

    /// The value under `key`, which may be absent.
    public GgufField field(String key) {
        GgufField field = metadata.get(key);
        return field == null ? new GgufField(file, key, null) : field;
    }

    private static Map<String, GgufField> metadata(GgufBytes in, long count) throws WeightFormatException {
        var metadata = new LinkedHashMap<String, GgufField>();
        for (long i = 0; i < count; i++) {
            String key = name(in, "key " + i, KEY_BYTES);
            if (metadata.put(key, GgufField.read(in, key)) != null) {
                throw new WeightFormatException(in.file(), key, "there twice", "a key may appear once");
            }
        }
        return metadata;
    }

    private static int alignment(Map<String, GgufField> metadata) throws WeightFormatException {
        GgufField field = metadata.get("general.alignment");
        if (field == null) {
            return ALIGNMENT;
        }
        int alignment = field.count(8, 4096);
        if (Integer.bitCount(alignment) != 1) {
            throw field.refused("it must be a power of two");
        }
        return alignment;
    }

    private static List<Entry> entries(GgufBytes in, long count) throws WeightFormatException {
        var entries = new ArrayList<Entry>(Math.toIntExact(count));
        for (long i = 0; i < count; i++) {
            entries.add(Entry.read(in, name(in, "the name of tensor " + i, NAME_BYTES)));
        }
        return entries;
    }

    private static Map<String, Tensor> tensors(GgufBytes in, List<Entry> entries, int alignment, MemorySegment whole)
            throws WeightFormatException {
        long begin = aligned(in.position(), alignment);
        if (begin > whole.byteSize() && !entries.isEmpty()) {
            throw new WeightFormatException(in.file(), "the file's size", whole.byteSize(), "the tensors begin at " + begin);
        }
        requireZeros(in, in.position(), Math.min(begin, whole.byteSize()), whole);
        MemorySegment body = whole.asSlice(Math.min(begin, whole.byteSize())).asReadOnly();
        var tensors = new LinkedHashMap<String, Tensor>();
        long end = 0;
        for (Entry entry : entries) {
            long expected = aligned(end, alignment);
            if (entry.offset != expected) {
                throw new WeightFormatException(in.file(), "the offset of " + entry.name, Long.toUnsignedString(entry.offset),
                        "it must be " + expected + ", next to the tensor before it");
            }
            if (expected > body.byteSize() || entry.bytes > body.byteSize() - expected) {
                throw new WeightFormatException(in.file(), "the size of " + entry.name, entry.bytes + " bytes",
                        Math.max(0, body.byteSize() - expected) + " are left in the file");
            }
            requireZeros(in, end, expected, body);
            end = expected + entry.bytes;
            var tensor = new Tensor(entry.name, entry.dtype, entry.shape, in.file(), body.asSlice(expected, entry.bytes));
            if (tensors.put(entry.name, tensor) != null) {
                throw new WeightFormatException(in.file(), "tensor " + entry.name, "there twice", "a name may appear once");
            }
        }
        if (body.byteSize() > aligned(end, alignment)) {
            throw new WeightFormatException(in.file(), "the bytes after the last tensor", body.byteSize() - end,
                    "the tensors must cover the file to its end");
        }
        requireZeros(in, end, body.byteSize(), body);
        return tensors;
    }

    /// What is between tensors to align them: writers put zeros there, and nothing else can hide in them.
    private static void requireZeros(GgufBytes in, long begin, long end, MemorySegment bytes) throws WeightFormatException {
        for (long at = begin; at < end; at++) {
            byte value = bytes.get(ValueLayout.JAVA_BYTE, at);
            if (value != 0) {
                throw new WeightFormatException(in.file(), "byte " + (at - begin) + " of the padding at " + begin, value & 0xff,
                        "it must be 0");
            }
        }
    }

    private static String name(GgufBytes in, String field, int most) throws WeightFormatException {
        String name = in.text(field, most);
        if (name.isEmpty() || name.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new WeightFormatException(in.file(), field, "\"" + name + "\"",
                    "it must be 1 to " + most + " printable ASCII characters without spaces");
        }
        return name;
    }

    /// The next multiple of `alignment`; `at` lies within a file, so that nothing overflows.
    private static long aligned(long at, int alignment) {
        return Math.addExact(at, alignment - 1) & -alignment;
    }

    private record Entry(String name, DType dtype, List<Long> shape, long offset, long bytes) {

        static Entry read(GgufBytes in, String name) throws WeightFormatException {
            int dimensions = in.int32("the dimensions of " + name);
            if (dimensions < 1 || dimensions > DIMENSIONS) {
                throw new WeightFormatException(in.file(), "the dimensions of " + name, Integer.toUnsignedString(dimensions),
                        "it must have 1 to " + DIMENSIONS);
            }
            var shape = new ArrayList<Long>(dimensions);
            for (int i = 0; i < dimensions; i++) {
                long extent = in.int64("the shape of " + name);
                if (extent < 1) {
                    throw new WeightFormatException(in.file(), "the shape of " + name, Long.toUnsignedString(extent),
                            "an extent must be from 1 to " + Long.MAX_VALUE);
                }
                shape.addFirst(extent);
            }
            int number = in.int32("the type of " + name);
            DType dtype = GgufType.of(number);
            if (dtype == null) {
                throw new WeightFormatException(in.file(), "the type of " + name, GgufType.name(number),
                        "only F32, F16, BF16 and Q8_0 are read");
            }
            return new Entry(name, dtype, shape, in.int64("the offset of " + name), bytes(in.file(), name, dtype, shape));
        }

        private static long bytes(String file, String name, DType dtype, List<Long> shape) throws WeightFormatException {
            if (shape.getLast() % dtype.blockElements() != 0) {
                throw new WeightFormatException(file, "the shape of " + name, shape,
                        "rows of " + dtype + " must be a multiple of " + dtype.blockElements() + " long");
            }
            try {
                long bytes = Math.multiplyExact(shape.getLast() / dtype.blockElements(), (long) dtype.blockBytes());
                for (long extent : shape.subList(0, shape.size() - 1)) {
                    bytes = Math.multiplyExact(bytes, extent);
                }
                return bytes;
            } catch (ArithmeticException e) {
                throw new WeightFormatException(file, "the shape of " + name, shape, "its size in bytes must fit in 63 bits");
            }
        }
    }
}
