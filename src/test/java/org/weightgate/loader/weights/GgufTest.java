package org.weightgate.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("ByteBufferBackingArray") // every buffer here is allocated by this class
class GgufTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/base/base-bf16.gguf");
    private static final String FILE = "model.gguf";

    @Test
    void metadataAndTensorsAreThereUncopied() throws IOException {
        Gguf gguf = read(Files.readAllBytes(GOLDEN));

        assertThat(gguf.field("general.architecture").text()).isEqualTo("llama");
        assertThat(gguf.field("llama.block_count").count(1, 10)).isEqualTo(2);
        assertThat(gguf.field("nothing").isPresent()).isFalse();
        assertThat(gguf.tensors().get("blk.1.attn_k.weight")).returns(DType.BF16, Tensor::dtype).returns(List.of(32L, 64L),
                Tensor::shape);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
            // what; version; tensors; keys; expected field
            "version 1            ; 1 ; 0 ; 0 ; version",
            "big-endian           ; 50331648 ; 0 ; 0 ; version",
            "tensors beyond bytes ; 3 ; 1 ; 0 ; number of tensors",
            "tensors below zero   ; 3 ; -1 ; 0 ; number of tensors",
            "keys beyond bytes    ; 3 ; 0 ; 4611686018427387904 ; number of keys",
    })
    void countsThatTheFileCanNotHoldAreRefused(String what, int version, long tensors, long keys, String field) {
        byte[] header = bytes(24).put(magic()).putInt(version).putLong(tensors).putLong(keys).array();

        refused(header, field);
    }

    @Test
    void lengthsAreHeldAgainstTheBytesThatAreLeft() {
        refused(withKey(bytes(40).putLong(Long.MAX_VALUE).array()), "the length of key 0");
        refused(withKey(key("a", 8).putLong(1L << 40).array()), "the length of a");
        refused(withKey(key("a", 9).putInt(4).putLong(1L << 61).array()), "the length of a");
        refused(withKey(key("a", 9).putInt(9).putLong(1).array()), "a");
        refused(withKey(key("a", 13).array()), "the type of a");
        refused(withKey(key("a", 7).put((byte) 2).array()), "a");
        refused(withKey(key("a", 10).putLong(-1).array()), "a");
        refused(withKey(key("a b", 4).putInt(1).array()), "key 0");
    }

    @Test
    void keysAndTensorsThatStandTwiceAreRefused() {
        byte[] one = Arrays.copyOf(key("a", 4).putInt(1).array(), 17);
        refused(header(0, 2, join(one, one)), "a");
        byte[] tensor = tensor("t", 0, 0, 8);
        byte[] next = tensor("t", 0, 32, 8);
        refused(join(header(2, 0, join(tensor, next)), new byte[256]), "tensor t");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
            // what; type; offset; extents; expected field
            "K-quants            ; 12 ; 0  ; 256 ; the type of t",
            "unknown type        ; 99 ; 0  ; 256 ; the type of t",
            "type below zero     ; -1 ; 0  ; 256 ; the type of t",
            "no elements         ; 0  ; 0  ; 0   ; the shape of t",
            "negative extent     ; 0  ; 0  ; -8  ; the shape of t",
            "too large           ; 0  ; 0  ; 4611686018427387904 ; the shape of t",
            "half a block        ; 8  ; 0  ; 48  ; the shape of t",
            "a hole              ; 0  ; 32 ; 8   ; the offset of t",
            "unaligned           ; 0  ; 1  ; 8   ; the offset of t",
            "negative offset     ; 0  ; -32 ; 8  ; the offset of t",
            "beyond the file     ; 0  ; 0  ; 4096 ; the size of t",
            "before the file ends ; 0 ; 0  ; 8   ; the bytes after the last tensor",
    })
    void tensorsThatDoNotCoverTheFileAreRefused(String what, int type, long offset, long extent, String field) {
        refused(join(header(1, 0, tensor("t", type, offset, extent)), new byte[512]), field);
    }

    @Test
    void productOfExtentsMustNotOverflow() {
        refused(join(header(1, 0, tensor("t", 0, 0, 1L << 31, 1L << 31, 1L << 31, 4)), new byte[64]), "the shape of t");
        refused(join(header(1, 0, tensor("t", 0, 0, 1, 1, 1, 1, 1)), new byte[64]), "the dimensions of t");
    }

    @ParameterizedTest
    @CsvSource({ "0", "4", "24", "8192", "-32" })
    void alignmentIsAPowerOfTwoFrom8To4096(int alignment) {
        refused(header(0, 1, key("general.alignment", 4).putInt(alignment).array()), "general.alignment");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN);

        for (int length = 0; length < whole.length; length += length < 3000 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(WeightFormatException.class).hasMessageContaining(FILE);
        }
    }

    private static void refused(byte[] bytes, String field) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }

    private static Gguf read(byte[] bytes) throws WeightFormatException {
        return Gguf.read(FILE, MemorySegment.ofArray(bytes));
    }

    private static byte[] withKey(byte[] key) {
        return header(0, 1, key);
    }

    private static byte[] header(long tensors, long keys, byte[] rest) {
        return join(bytes(24).put(magic()).putInt(3).putLong(tensors).putLong(keys).array(), rest);
    }

    /// A key and the type of its value, with room for the value.
    private static ByteBuffer key(String name, int type) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return bytes(8 + text.length + 4 + 16).putLong(text.length).put(text).putInt(type);
    }

    private static byte[] tensor(String name, int type, long offset, long... extents) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        var out = bytes(8 + text.length + 4 + 8 * extents.length + 4 + 8).putLong(text.length).put(text)
                .putInt(extents.length);
        for (long extent : extents) {
            out.putLong(extent);
        }
        return out.putInt(type).putLong(offset).array();
    }

    private static byte[] magic() {
        return "GGUF".getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
