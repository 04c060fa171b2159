package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.loader.weights.DType;

/// A file that becomes shorter while compiled kernels read it: in a Java of its own, which would end if a fault were not caught.
@DisabledOnOs(OS.WINDOWS)
class ShrunkFileTest {

    private static final int ROWS = 16;
    private static final int COLUMNS = 2048;
    private static final int MANY_TOKENS = 16;
    private static final int ROUNDS = 100;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void faultInAMappedPageIsAnErrorOfEveryKernelAndEndsNoProcess() throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xbatch",
                "-XX:+UseSerialGC", "-XX:ErrorFile=" + folder.resolve("error")));
        command.addAll(Kernel.JAVA_OPTIONS);
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), ShrunkFileTest.class.getName(), folder.toString()));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(said.toFile()).start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(Files.readAllLines(said)).containsExactly("F32 1 caught", "F32 16 caught", "F16 1 caught", "F16 16 caught",
                "BF16 1 caught", "BF16 16 caught", "Q8_0 1 caught", "Q8_0 16 caught");
        assertThat(process.exitValue()).isZero();
    }

    /// What runs there.
    public static void main(String[] arguments) throws IOException {
        for (DType dtype : List.of(DType.F32, DType.F16, DType.BF16, DType.Q8_0)) {
            for (int tokens : new int[] { 1, MANY_TOKENS }) {
                System.out.println(
                        dtype + " " + tokens + " " + shrunk(Path.of(arguments[0], dtype + "-" + tokens), dtype, tokens));
            }
        }
    }

    private static String shrunk(Path file, DType dtype, int tokens) throws IOException {
        Files.write(file, new byte[Math.toIntExact(dtype.bytes((long) ROWS * COLUMNS))]);
        try (var arena = Arena.ofShared();
                var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var workers = new Workers(2)) {
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            var matrix = new Matrix(dtype, ROWS, COLUMNS, mapped);
            var in = new float[tokens * COLUMNS];
            var out = new float[tokens * ROWS];
            for (int round = 0; round < ROUNDS; round++) {
                new VectorKernel().multiply(matrix, in, tokens, out, workers);
            }
            channel.truncate(1);
            channel.write(ByteBuffer.allocate(1), 0);
            try {
                new VectorKernel().multiply(matrix, in, tokens, out, workers);
                return "read on";
            } catch (InternalError fault) {
                return "caught";
            }
        }
    }
}
