package org.weightgate.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    private static final String GOOD = """
            {"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},\
            "a":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]},"none":{"dtype":"F16","shape":[0,3],"data_offsets":[12,12]},\
            "one":{"dtype":"U8","shape":[],"data_offsets":[12,13]}}""";
    private static final int BODY = 13;

    @Test
    void tensorsAreSlicesInTheOrderOfTheirBytes() throws IOException {
        Safetensors file = read(file(GOOD + "   ", BODY));

        assertThat(file.metadata()).containsEntry("format", "pt");
        assertThat(file.tensors().keySet()).containsExactly("a", "b", "none", "one");
        Tensor tensor = tensor(file, "b");
        assertThat(tensor).returns(DType.F32, Tensor::dtype).returns(List.of(2L), Tensor::shape).returns(2L, Tensor::elements);
        assertThat(tensor.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 4);
        assertThat(tensor(file, "one").elements()).isEqualTo(1);
        assertThat(tensor(file, "none").elements()).isZero();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"shape\":[2]             ; \"shape\":[3]                ; b.data_offsets    ; 12",
            "\"shape\":[2]             ; \"shape\":[-2]               ; b.shape[0]        ; whole number",
            "\"shape\":[2]             ; \"shape\":[2.0]              ; b.shape[0]        ; whole number",
            "\"shape\":[2]             ; \"shape\":[4611686018427387904,4] ; b.shape      ; 63 bits",
            "\"shape\":[2]             ; \"shape\":[99999999999999999999]  ; b.shape[0]   ; whole number",
            "\"shape\":[2]             ; \"shape\":[1,1,1,1,1,1,1,1,2] ; b.shape          ; dimensions",
            "\"shape\":[2]             ; \"shape\":\"2\"              ; b.shape           ; array",
            "[4,12]                    ; [5,12]                       ; b.data_offsets    ; 7 bytes",
            "[4,12]                    ; [0,8]                        ; b.data_offsets[0] ; overlap",
            "[4,12]                    ; [12,4]                       ; b.data_offsets[1] ; from 12",
            "[4,12]                    ; [4,999]                      ; b.data_offsets[1] ; to 13",
            "[4,12]                    ; [-4,4]                       ; b.data_offsets[0] ; from 0",
            "[4,12]                    ; [4,12,13]                    ; b.data_offsets    ; array of 2",
            "[4,12]                    ; [NaN,12]                     ; character 82      ; strict JSON",
            "[12,12]                   ; [7,7]                        ; none.data_offsets[0] ; overlap",
            "[12,13]                   ; [12,12]                      ; one.data_offsets  ; needs 1",
            "\"dtype\":\"F32\"         ; \"dtype\":\"F3\"             ; b.dtype           ; one of",
            "\"F32\",\"shape\":[2] ; \"F4\",\"shape\":[15]           ; b.shape           ; multiple of 2",
            "\"F32\",\"shape\":[2] ; \"F6_E2M3\",\"shape\":[5,2]     ; b.shape           ; multiple of 4",
            "\"dtype\":\"F32\"         ; \"dtype\":null               ; b.dtype           ; string",
            "\"dtype\":\"F32\"         ; \"dtype\":\"F32\",\"x\":1    ; b.x               ; only dtype",
            "\"dtype\":\"F32\"         ; \"dtype\":\"F32\",\"dtype\":\"F32\" ; b.dtype    ; once",
            "\"a\":                    ; \"b\":                       ; b                 ; once",
            "\"a\":                    ; \"\":                        ; a tensor's name   ; printable",
            "\"a\":                    ; \"\\u0000\":                 ; a tensor's name   ; printable",
            "\"pt\"                    ; 7                            ; __metadata__.format ; string",
            "{\"__metadata__\"         ; [\"__metadata__\"            ; header byte 0     ; 123",
            "{\"__metadata__\"         ; {x                           ; character 1       ; strict JSON",
    })
    void badHeaderIsRefusedAtItsPlace(String from, String to, String field, String limit) {
        assertThat(GOOD).contains(from);
        byte[] file = file(GOOD.replace(from, to), BODY);

        assertThatThrownBy(() -> read(file)).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.file()).isEqualTo("model.safetensors");
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.getMessage()).contains(limit);
        });
    }

    /// As safetensors counts them.
    @ParameterizedTest
    @CsvSource({ "F4, 16", "F6_E2M3, 8", "F6_E3M2, 8", "F8_E4M3FNUZ, 8", "F8_E5M2FNUZ, 8", "F8_E8M0, 8", "C64, 1", "BOOL, 8" })
    void everyTypeIsKnownByItsSize(String type, int elements) throws IOException {
        int bytes = type.startsWith("F6") ? 6 : 8;
        String header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(type, elements, bytes);

        assertThat(tensor(read(file(header, bytes)), "x").elements()).isEqualTo(elements);
        assertThatThrownBy(() -> read(file(header.replace("," + bytes, "," + (bytes - 1)), bytes - 1)))
                .isInstanceOf(WeightFormatException.class).hasMessageContaining("needs " + bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1 << 25, 400 })
    void headerLengthOutsideTheFileIsRefused(long length) {
        byte[] file = file(GOOD, BODY);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);

        assertThatThrownBy(() -> read(file)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo("header length"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\n", "\t", "\0", " x", "}" })
    void paddingOtherThanSpacesIsRefused(String padding) {
        assertThatThrownBy(() -> read(file(GOOD + padding, BODY))).isInstanceOf(WeightFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 12, 14, 1000 })
    void bodyThatIsTooShortOrTooLongIsRefused(int body) {
        assertThatThrownBy(() -> read(file(GOOD, body))).isInstanceOf(WeightFormatException.class);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = file(GOOD, BODY);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(WeightFormatException.class);
        }
    }

    @Test
    void smallestFilesAreRead() throws IOException {
        assertThat(read(file("{}", 0))).returns(Map.of(), Safetensors::tensors).returns(Map.of(), Safetensors::metadata);
        assertThatThrownBy(() -> read(Arrays.copyOf(file("{}", 0), 9))).hasMessageContaining("at least 10 bytes");
        assertThat(read(file("{}  ", 0)).tensors()).isEmpty();
    }

    @Test
    void refusalSaysWhatWasThereAndWhatWouldDo() {
        assertThatThrownBy(() -> read(file("{} \n", 0))).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.field()).isEqualTo("header byte 3");
            assertThat(refused.value()).isEqualTo("10");
            assertThat(refused.limit()).contains("closing brace");
        });
        assertThatThrownBy(() -> read(file("\u00e9{}", 0))).hasMessageContaining("header byte 0 is 195");
        assertThatThrownBy(() -> read(file("{", 1))).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> read(file(GOOD, 20))).hasMessageContaining("is 7,");
        assertThatThrownBy(() -> read(file(GOOD.replace("[4,12]", "[4,13]"), BODY))).hasMessageContaining("is 9 bytes")
                .hasMessageContaining("needs 8");
    }

    @Test
    void namesAndShapesAreReadUpToTheirLimits() throws IOException {
        String longest = "!" + "n".repeat(510) + "~";
        assertThat(read(file(one(longest, "[1,1,1,1,1,1,1,1]"), 1)).tensors()).containsOnlyKeys(longest);
        for (String name : List.of("n".repeat(513), "a b", "\u007f", "")) {
            assertThatThrownBy(() -> read(file(one(name, "[1]"), 1))).hasMessageContaining("a tensor's name");
        }
        assertThatThrownBy(() -> read(file(one("a", "[1,1,1,1,1,1,1,1,1]"), 1))).hasMessageContaining("8 dimensions");
    }

    @Test
    void metadataIsReadUpToItsLimit() throws IOException {
        assertThat(read(file(metadata(10_000), 0)).metadata()).hasSize(10_000).containsEntry("7", "x");
        assertThatThrownBy(() -> read(file(metadata(10_001), 0))).hasMessageContaining("10000 entries");
    }

    private static String metadata(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + i + "\":\"x\"")
                .collect(Collectors.joining(",", "{\"__metadata__\":{", "}}"));
    }

    private static String one(String name, String shape) {
        return "{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":" + shape + ",\"data_offsets\":[0,1]}}";
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> read(file("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 0)))
                .isInstanceOf(WeightFormatException.class);
    }

    private static Tensor tensor(Safetensors file, String name) {
        return Objects.requireNonNull(file.tensors().get(name));
    }

    private static Safetensors read(byte[] file) throws IOException {
        return Safetensors.read("model.safetensors", MemorySegment.ofArray(file));
    }

    private static byte[] file(String header, int body) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + body).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        for (int i = 0; i < body; i++) {
            file.put((byte) i);
        }
        return file.array();
    }
}
