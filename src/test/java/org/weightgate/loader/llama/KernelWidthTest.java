package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import jdk.incubator.vector.FloatVector;

/// The same tokens on processors with shorter vectors, and without the vector module: each in a Java of its own, because the
/// width is chosen once.
class KernelWidthTest {

    @ParameterizedTest
    @CsvSource({ "256, vector 256, -XX:MaxVectorSize=32", "256, vector 256, -XX:UseAVX=2",
            "128, vector 128, -XX:MaxVectorSize=16", "0, scalar 32, -XX:+UseSerialGC" })
    void everyWidthWritesTheReferencesTokens(int bits, String kernel, String option) throws Exception {
        assumeTrue(bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize());
        assumeTrue(!option.contains("AVX") || System.getProperty("os.arch").equals("amd64"));
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED"));
        if (bits > 0) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.add(option);
        command.add(GoldenModels.class.getName());

        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).startsWith(kernel + "\n").doesNotContain("differs");
        assertThat(process.waitFor()).as(said).isZero();
    }
}
