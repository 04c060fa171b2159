package org.weightgate.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.llama.GgufWriter;

@SuppressWarnings("ByteBufferBackingArray") // every buffer here is allocated by this class
class GgufTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/base/base-bf16.gguf");
    /// The most bytes a string may have.
    private static final int LONGEST = 1 << 24;
    private static final String FILE = "model.gguf";

    @Test
    void typesAreKnownByNameUpToTheLast() {
        assertThat(GgufType.name(0)).isEqualTo("F32");
        assertThat(GgufType.name(39)).isEqualTo("MXFP4");
        assertThat(GgufType.name(40)).isEqualTo("type 40");
        assertThat(GgufType.name(-1)).isEqualTo("type 4294967295");
    }

    @Test
    void aQuantisedTensorHasAsManyElementsAsItsBlocksHold() {
        var tensor = new Tensor("q", DType.Q8_0, List.of(2L, 32L), "file", MemorySegment.ofArray(new byte[2 * 34]));

        assertThat(tensor.elements()).isEqualTo(64);
        assertThat(tensor.shapeText()).isEqualTo("[2, 32]");
    }

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

    @Test
    void everyKindOfValueIsReadAsItself() throws IOException {
        assertThat(value(0, 1, 0xff).count(0, 255)).isEqualTo(255);
        assertThat(value(1, 1, 0x80).count(-128, 0)).isEqualTo(-128);
        assertThat(value(2, 2, 0xffff).count(0, 65_535)).isEqualTo(65_535);
        assertThat(value(3, 2, 0x8001).count(-32_767, 0)).isEqualTo(-32_767);
        assertThat(value(4, 4, 0xffff_fff0L).number(0, 1e10)).isEqualTo(4_294_967_280.0);
        assertThat(value(5, 4, -5).count(-5, -5)).isEqualTo(-5);
        assertThat(value(6, 4, Float.floatToRawIntBits(1.5f)).number(1.5, 1.5)).isEqualTo(1.5);
        assertThat(value(7, 1, 1).truthOr(false)).isTrue();
        assertThat(value(7, 1, 0).truthOr(true)).isFalse();
        assertThat(value(10, 8, Long.MAX_VALUE).number(0, 1e19)).isEqualTo(0x1p63);
        assertThat(value(10, 8, 0).count(0, 0)).isZero();
        assertThat(value(11, 8, -7).count(-7, 0)).isEqualTo(-7);
        assertThat(value(12, 8, Double.doubleToRawLongBits(-2.25)).number(-2.25, 0)).isEqualTo(-2.25);
    }

    @Test
    void whatIsAbsentHasTheValueGivenForIt() throws IOException {
        GgufField absent = read(header(0, 0, new byte[0])).field("a");

        assertThat(absent.truthOr(true)).isTrue();
        assertThat(absent.truthOr(false)).isFalse();
        assertThat(absent.textOr("x")).isEqualTo("x");
        assertThatThrownBy(absent::text).hasMessageContaining("absent");
    }

    @Test
    void valuesOutsideTheirBoundsAreRefusedWithWhatTheyAre() {
        assertThatThrownBy(() -> value(4, 4, 7).count(8, 9)).hasMessageContaining("a is 7").hasMessageContaining("from 8 to 9");
        assertThatThrownBy(() -> value(4, 4, 10).count(8, 9)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> value(12, 8, Double.doubleToRawLongBits(Double.NaN)).number(0, 1))
                .isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> value(4, 4, 2).number(0, 1.5)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> value(4, 4, 1).truthOr(true)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> value(7, 1, 1).count(0, 1)).isInstanceOf(WeightFormatException.class);
        refused(withKey(Arrays.copyOf(key("a", 7).put((byte) 2).array(), 14)), "a");
    }

    @Test
    void arraysAreReadAsOneTypeAndUpToAsManyElements() throws IOException {
        byte[] two = bytes(20).putInt(5).putLong(2).putInt(-1).putInt(7).array();
        GgufField integers = read(withKey(join(exactKey("a", 9), two))).field("a");

        assertThat(integers.integers(2)).containsExactly(-1, 7);
        assertThatThrownBy(() -> integers.integers(1)).hasMessageContaining("an array of 2 I32");
        assertThatThrownBy(() -> integers.floats(2)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> integers.texts(2)).isInstanceOf(WeightFormatException.class);
    }

    @Test
    void bytesInTheOtherOrderAreSaidToBeThat() {
        for (int version : new int[] { 2 << 24, 3 << 24 }) {
            assertThatThrownBy(() -> read(bytes(24).put(magic()).putInt(version).array())).hasMessageContaining("big-endian");
        }
        for (int version : new int[] { 1, 4, 1 << 24, 4 << 24 }) {
            assertThatThrownBy(() -> read(bytes(24).put(magic()).putInt(version).array()))
                    .hasMessageContaining("versions 2 and 3");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 8, 64, 4096 })
    void tensorsBeginAtMultiplesOfTheAlignment(int alignment) throws IOException {
        byte[] keyed = join(exactKey("general.alignment", 4), bytes(4).putInt(alignment).array());
        byte[] head = header(2, 1, join(keyed, join(tensor("t", 0, 0, 1), tensor("u", 0, alignment, 1))));
        int begin = Math.ceilDiv(head.length, alignment) * alignment;
        byte[] file = Arrays.copyOf(head, begin + alignment + 4);
        file[begin] = 9;
        file[begin + alignment + 3] = 7;

        assertThat(tensor(file, "t").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(9, 0, 0, 0);
        assertThat(tensor(file, "u").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 0, 0, 7);
        for (int at : new int[] { begin - 1, begin + 4, begin + alignment - 1 }) {
            byte[] hiding = file.clone();
            hiding[at] = (byte) 0x80;
            if (at >= head.length) {
                assertThatThrownBy(() -> read(hiding)).hasMessageContaining("padding").hasMessageContaining("is 128");
            }
        }
        byte[] longer = Arrays.copyOf(file, begin + 2 * alignment);
        assertThat(read(longer).tensors()).hasSize(2);
        longer[longer.length - 1] = 1;
        assertThatThrownBy(() -> read(longer)).hasMessageContaining("padding");
        refused(Arrays.copyOf(file, file.length - 1), "the size of u");
        refused(Arrays.copyOf(file, begin - 1), "the file's size");
    }

    @Test
    void fileMayEndBehindItsMetadataWhenThereAreNoTensors() throws IOException {
        assertThat(read(header(0, 1, join(exactKey("a", 0), new byte[] { 1 }))).metadata()).hasSize(1);
        assertThat(read(header(0, 0, new byte[0])).tensors()).isEmpty();
    }

    @Test
    void namesAreOfPrintableCharacters() throws IOException {
        assertThat(read(header(0, 1, join(exactKey("!~", 0), new byte[1]))).metadata()).containsOnlyKeys("!~");
        refused(header(0, 1, join(exactKey("a ", 0), new byte[1])), "key 0");
        refused(header(0, 1, join(exactKey("a\u007f", 0), new byte[1])), "key 0");
    }

    @Test
    void tensorsHaveUpToFourDimensionsOutermostFirst() throws IOException {
        byte[] head = header(1, 0, tensor("t", 0, 0, 2, 3, 1, 1));

        byte[] file = Arrays.copyOf(head, Math.ceilDiv(head.length, 32) * 32 + 24);

        assertThat(tensor(file, "t").shape()).containsExactly(1L, 1L, 3L, 2L);
        assertThat(tensor(file, "t").shapeText()).isEqualTo("[1, 1, 3, 2]");
        assertThat(tensor(file, "t").elements()).isEqualTo(6);
    }

    @Test
    void typesThatAreNotReadAreNamed() {
        byte[] kQuant = join(header(1, 0, tensor("t", 12, 0, 256)), new byte[256]);
        byte[] unknown = join(header(1, 0, tensor("t", 99, 0, 256)), new byte[256]);

        assertThatThrownBy(() -> read(kQuant)).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.value()).isEqualTo("Q4_K");
            assertThat(refused.limit()).contains("Q8_0");
        });
        assertThatThrownBy(() -> read(unknown)).hasMessageContaining("99");
    }

    @Test
    void arraysAreReadUpToTheirLengthAndOnlyAsWhatTheyHold() throws IOException {
        GgufField texts = array(new GgufWriter().texts("a", List.of("x", "", "\u00e9")));
        GgufField floats = array(new GgufWriter().numbers("a", List.of(1.5f, -0f)));
        GgufField integers = array(new GgufWriter().counts("a", List.of(7, Integer.MAX_VALUE)));

        assertThat(texts.texts(3)).containsExactly("x", "", "\u00e9");
        assertThat(floats.floats(2)).containsExactly(1.5f, -0f);
        assertThat(integers.integers(2)).containsExactly(7, Integer.MAX_VALUE);
        assertThat(array(new GgufWriter().texts("a", List.of())).texts(0)).isEmpty();

        requireRefused(() -> texts.texts(2), "an array of 3 STRING", "at most 2 elements");
        requireRefused(() -> texts.floats(3), "an array of 3 STRING", "of type F32");
        requireRefused(() -> floats.floats(1), "an array of 2 F32", "at most 1 elements");
        requireRefused(() -> floats.integers(2), "an array of 2 F32", "of type I32");
        requireRefused(() -> integers.integers(1), "I32", "at most 1 elements");
        requireRefused(() -> integers.text(), "an array of 2", "it must be a string");
    }

    @Test
    void stringsAreBoundedTogether() {
        ByteBuffer plain = bytes(4 * (LONGEST + 64)).put(magic()).putInt(3).putLong(0).putLong(4);
        for (int i = 0; i < 4; i++) {
            plain.put(exactKey("a" + i, 8)).putLong(LONGEST).position(plain.position() + LONGEST);
        }

        assertThatThrownBy(() -> read(plain.array())).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.field()).isEqualTo("a3");
            assertThat(refused.limit()).contains("more than 67108864 bytes together");
        });
    }

    @Test
    void stringsOfAnArrayAreBoundedTogether() throws WeightFormatException {
        ByteBuffer array = bytes(5 * (LONGEST + 64)).put(magic()).putInt(3).putLong(0).putLong(1);
        array.put(exactKey("a", 9)).putInt(8).putLong(5);
        for (int i = 0; i < 5; i++) {
            array.putLong(LONGEST).position(array.position() + LONGEST);
        }
        GgufField texts = read(Arrays.copyOf(array.array(), array.position())).field("a");

        assertThatThrownBy(() -> texts.texts(5)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo("a[4]"));
    }

    private static void requireRefused(ThrowingCallable reading, String value, String limit) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.field()).isEqualTo("a");
            assertThat(refused.value()).contains(value);
            assertThat(refused.limit()).contains(limit);
        });
    }

    private static GgufField array(GgufWriter writer) throws WeightFormatException {
        return read(writer.bytes()).field("a");
    }

    private static GgufField value(int type, int length, long bits) throws WeightFormatException {
        byte[] bytes = Arrays.copyOf(bytes(8).putLong(bits).array(), length);
        return read(withKey(join(exactKey("a", type), bytes))).field("a");
    }

    private static Tensor tensor(byte[] file, String name) throws WeightFormatException {
        return Objects.requireNonNull(read(file).tensors().get(name));
    }

    /// A key and the type of its value, and nothing more.
    private static byte[] exactKey(String name, int type) {
        return Arrays.copyOf(key(name, type).array(), 8 + name.length() + 4);
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
