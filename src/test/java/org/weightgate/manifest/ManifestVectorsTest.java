package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestVectorsTest {

    private static final Path VECTORS = Path.of("weights-manifest", "vectors");

    record BadVector(String name, String field, String limit) {
    }

    static List<BadVector> bad() throws IOException {
        return Files.readAllLines(VECTORS.resolve("bad/expected.tsv")).stream().skip(1).map(line -> line.split("\t", -1))
                .map(columns -> new BadVector(columns[0], columns[1], columns[2])).toList();
    }

    static List<Path> good() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS.resolve("good"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badVectorIsRefusedByName(BadVector vector) throws IOException {
        byte[] json = Files.readAllBytes(VECTORS.resolve("bad").resolve(vector.name() + ".json"));

        var refused = catchThrowableOfType(ManifestFormatException.class, () -> ManifestReader.read(json));

        assertThat(refused.field()).startsWith(vector.field());
        assertThat(refused.limit()).contains(vector.limit());
        assertThat(refused.value()).isNotBlank().hasSizeLessThan(100);
        assertThat(String.valueOf(refused.getMessage()).codePoints().noneMatch(Printable::isUnsafe)).isTrue();
    }

    @Test
    void everyBadVectorHasItsExpectation() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS.resolve("bad"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .hasSameSizeAs(bad());
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void goodVectorSurvivesReadingAndWriting(Path file) throws Exception {
        Manifest manifest = ManifestReader.read(Files.readAllBytes(file));

        byte[] written = ManifestWriter.write(manifest);

        assertThat(ManifestReader.read(written)).isEqualTo(manifest);
        assertThat(ManifestWriter.write(ManifestReader.read(written))).isEqualTo(written);
    }

    @Test
    void canonicalVectorsAreWrittenByteForByte() throws Exception {
        for (String name : List.of("minimal.json", "full.json")) {
            byte[] json = Files.readAllBytes(VECTORS.resolve("good").resolve(name));

            assertThat(new String(ManifestWriter.write(ManifestReader.read(json)), StandardCharsets.UTF_8))
                    .isEqualTo(new String(json, StandardCharsets.UTF_8));
        }
    }

    @Test
    void fullVectorIsUnderstood() throws Exception {
        Manifest manifest = ManifestReader.read(Files.readAllBytes(VECTORS.resolve("good/full.json")));

        assertThat(manifest.release().revision()).isEqualTo(3);
        assertThat(manifest.model()).contains(new ModelFacts("llama", "BF16", 6_738_415_616L));
        assertThat(manifest.file("weights/café.safetensors").orElseThrow().chunks().count()).isEqualTo(3);
        assertThat(manifest.terms()).extracting(Terms::id).containsExactly("research-1.0");
    }

    @Test
    void documentAboveTheCapIsNotParsed() {
        assertThatThrownBy(() -> ManifestReader.read(new byte[Manifest.MAXIMUM_BYTES + 1]))
                .isInstanceOf(ManifestFormatException.class).hasMessageContaining("at most 67108864 bytes are read");
    }
}
