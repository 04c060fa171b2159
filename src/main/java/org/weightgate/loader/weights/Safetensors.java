package org.weightgate.loader.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A safetensors file, read strictly: eight bytes of header length (little-endian), a JSON header, then the tensors' bytes.
///
/// Stricter than the format's own reader: the header is at most 16 MiB and 200,000 tensors, starts with `{` and is padded with
/// spaces only; no key appears twice; the tensors cover the rest of the file exactly, without hole or overlap; an empty tensor
/// begins and ends where its neighbour ends. Every violation is a [WeightFormatException].
///
/// Source: the format description and the 2023 audit of github.com/huggingface/safetensors.
///
/// @param file the file's name
/// @param metadata the strings under `__metadata__`
/// @param tensors by name, in the order of their bytes
public record Safetensors(String file, Map<String, String> metadata, Map<String, Tensor> tensors)
        implements
            WeightFile {

    static final int HEADER_BYTES = 16 << 20;
    static final int TENSORS = 200_000;
    private static final int PREFIX = 8;
    private static final int DIMENSIONS = 8;
    private static final int NAME = 512;
    private static final int METADATA = 10_000;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Maps the whole file read-only into `arena` and reads its header. The channel may be closed afterwards.
    ///
    /// @throws WeightFormatException if the file is not as described above
    public static Safetensors map(String file, FileChannel channel, Arena arena) throws IOException {
        return read(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }

    /// Reads a file that is already in memory; the tensors are slices of `whole`.
    ///
    /// @throws WeightFormatException if the file is not as described above
    public static Safetensors read(String file, MemorySegment whole) throws WeightFormatException {
        long size = whole.byteSize();
        if (size < PREFIX + 2) {
            throw new WeightFormatException(file, "the file's size", size, "a safetensors file has at least 10 bytes");
        }
        long length = whole.get(LENGTH, 0);
        long most = Math.min(HEADER_BYTES, size - PREFIX);
        if (length < 2 || length > most) {
            throw new WeightFormatException(file, "header length", Long.toUnsignedString(length),
                    "it must be from 2 to " + most + " in a file of " + size + " bytes");
        }
        byte[] header = whole.asSlice(PREFIX, length).toArray(ValueLayout.JAVA_BYTE);
        if (header[0] != '{') {
            throw new WeightFormatException(file, "header byte 0", header[0] & 0xff, "it must be 123, an opening brace");
        }
        requireSpacePadding(file, header);
        var fields = WeightJson.parse(file, header).members();
        MemorySegment body = whole.asSlice(PREFIX + length).asReadOnly();
        return new Safetensors(file, metadata(fields), tensors(file, fields, body));
    }

    private static void requireSpacePadding(String file, byte[] header) throws WeightFormatException {
        int end = header.length;
        while (end > 0 && header[end - 1] == ' ') {
            end--;
        }
        if (end == 0 || header[end - 1] != '}') {
            throw new WeightFormatException(file, "header byte " + (end - 1), end == 0 ? "none" : header[end - 1] & 0xff,
                    "the header must end with a closing brace and then spaces only");
        }
    }

    private static Map<String, String> metadata(Map<String, JsonField> fields) throws WeightFormatException {
        JsonField metadata = fields.get("__metadata__");
        var found = new LinkedHashMap<String, String>();
        if (metadata == null) {
            return found;
        }
        for (var entry : metadata.members().entrySet()) {
            found.put(entry.getKey(), entry.getValue().text());
            if (found.size() > METADATA) {
                throw metadata.refused("at most " + METADATA + " entries are read");
            }
        }
        return found;
    }

    private static Map<String, Tensor> tensors(String file, Map<String, JsonField> fields, MemorySegment body)
            throws WeightFormatException {
        var entries = new ArrayList<Entry>(Math.min(fields.size(), TENSORS));
        for (var field : fields.entrySet()) {
            if (field.getKey().equals("__metadata__")) {
                continue;
            }
            if (entries.size() == TENSORS) {
                throw new WeightFormatException(file, "number of tensors", fields.size(), "at most " + TENSORS + " are read");
            }
            entries.add(Entry.of(field.getKey(), field.getValue(), body.byteSize()));
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        var tensors = new LinkedHashMap<String, Tensor>();
        long running = 0;
        for (Entry entry : entries) {
            if (entry.begin != running) {
                throw new WeightFormatException(file, entry.name + ".data_offsets[0]", entry.begin,
                        "the tensor before it ends at " + running + ": no hole and no overlap is allowed");
            }
            running = entry.end;
            MemorySegment data = body.asSlice(entry.begin, entry.end - entry.begin);
            tensors.put(entry.name, new Tensor(entry.name, entry.dtype, entry.shape, file, data));
        }
        if (running != body.byteSize()) {
            throw new WeightFormatException(file, "the bytes after the last tensor", body.byteSize() - running,
                    "the tensors must cover the file to its end");
        }
        return tensors;
    }

    private record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {

        static Entry of(String name, JsonField field, long bodyBytes) throws WeightFormatException {
            if (name.isEmpty() || name.length() > NAME || name.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
                throw new WeightFormatException(field.file(), "a tensor's name", "\"" + name + "\"",
                        "it must be 1 to " + NAME + " printable ASCII characters without spaces");
            }
            for (String key : field.members().keySet()) {
                if (!key.equals("dtype") && !key.equals("shape") && !key.equals("data_offsets")) {
                    throw field.get(key).refused("a tensor has only dtype, shape and data_offsets");
                }
            }
            DType dtype = DType.named(field.get("dtype").text());
            if (dtype == null) {
                throw field.get("dtype").refused("it must be one of " + DType.NAMED);
            }
            List<Long> shape = shape(field.get("shape"));
            List<JsonField> offsets = field.get("data_offsets").items();
            if (offsets.size() != 2) {
                throw field.get("data_offsets").refused("it must be an array of 2");
            }
            long begin = offsets.getFirst().integer(0, bodyBytes);
            long end = offsets.getLast().integer(begin, bodyBytes);
            long bytes = bytes(field.get("shape"), shape, dtype);
            if (bytes != end - begin) {
                throw new WeightFormatException(field.file(), field.path() + ".data_offsets", (end - begin) + " bytes",
                        dtype + " " + shape + " needs " + bytes);
            }
            return new Entry(name, dtype, shape, begin, end);
        }

        private static List<Long> shape(JsonField field) throws WeightFormatException {
            List<JsonField> items = field.items();
            if (items.size() > DIMENSIONS) {
                throw field.refused("at most " + DIMENSIONS + " dimensions are read");
            }
            var shape = new ArrayList<Long>(items.size());
            for (JsonField item : items) {
                shape.add(item.integer(0, Long.MAX_VALUE));
            }
            return shape;
        }

        private static long bytes(JsonField field, List<Long> shape, DType dtype) throws WeightFormatException {
            long elements = 1;
            long bytes;
            try {
                for (long extent : shape) {
                    elements = Math.multiplyExact(elements, extent);
                }
                bytes = dtype.bytes(elements);
            } catch (ArithmeticException e) {
                throw new WeightFormatException(field.file(), field.path(), shape, "its size in bytes must fit in 63 bits");
            }
            if (elements % dtype.blockElements() != 0) {
                throw new WeightFormatException(field.file(), field.path(), shape,
                        dtype + " must fill whole bytes: a multiple of " + dtype.blockElements() + " elements");
            }
            return bytes;
        }
    }
}
