package org.weightgate.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// How fast this machine reads mapped files and how fast it multiplies: what decoding and reading a prompt can at most reach.
public final class Bandwidth {

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int STEP = 4 * LONGS.vectorByteSize();
    private static final int PAGE = 4096;
    private static final int ROUNDS = 7;
    private static final long PART = 1 << 20;

    private Bandwidth() {
    }

    /// `java ... Bandwidth FOLDER THREADS`: adds up all weight files of a folder some times and prints the best rate in GB/s.
    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        try (Arena arena = Arena.ofShared(); var pool = Executors.newFixedThreadPool(threads)) {
            List<MemorySegment> files = files(Path.of(arguments[0]), arena);
            long bytes = files.stream().mapToLong(MemorySegment::byteSize).sum();
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long begun = System.nanoTime();
                var sums = new ArrayList<Future<Long>>();
                for (int thread = 0; thread < threads; thread++) {
                    int part = thread;
                    sums.add(pool.submit(() -> files.stream().mapToLong(file -> sum(file, part, threads)).sum()));
                }
                for (Future<Long> sum : sums) {
                    sum.get();
                }
                best = Math.max(best, bytes / (double) (System.nanoTime() - begun));
            }
            System.out.println(String.format(Locale.ROOT, "%.2f", best));
        }
    }

    private static List<MemorySegment> files(Path folder, Arena arena) throws IOException {
        var files = new ArrayList<MemorySegment>();
        try (Stream<Path> names = Files.list(folder)) {
            for (Path name : names.filter(file -> file.toString().matches(".*\\.(safetensors|gguf)")).sorted().toList()) {
                try (FileChannel channel = FileChannel.open(name)) {
                    files.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
                }
            }
        }
        return files;
    }

    /// Every `threads`-th part of a file, as workers that take parts in turn would read it.
    private static long sum(MemorySegment file, int thread, int threads) {
        long sum = 0;
        for (long from = thread * PART; from < file.byteSize(); from += threads * PART) {
            sum += sum(file, from, Math.min(from + PART, file.byteSize()));
        }
        return sum;
    }

    private static long sum(MemorySegment file, long from, long to) {
        LongVector sum0 = LongVector.zero(LONGS);
        LongVector sum1 = sum0;
        LongVector sum2 = sum0;
        LongVector sum3 = sum0;
        long ahead = 0;
        for (long page = from; page < to; page += PAGE) {
            // the processor foresees reads only to the end of a page
            ahead += file.get(ValueLayout.JAVA_BYTE, Math.min(page + PAGE, file.byteSize() - 1));
            for (long at = page; at + STEP <= Math.min(page + PAGE, to); at += STEP) {
                sum0 = sum0.add(at(file, at, 0));
                sum1 = sum1.add(at(file, at, 1));
                sum2 = sum2.add(at(file, at, 2));
                sum3 = sum3.add(at(file, at, 3));
            }
        }
        return ahead + sum0.add(sum1).add(sum2).add(sum3).reduceLanes(VectorOperators.ADD);
    }

    private static LongVector at(MemorySegment file, long at, int vector) {
        return LongVector.fromMemorySegment(LONGS, file, at + (long) vector * LONGS.vectorByteSize(), ByteOrder.LITTLE_ENDIAN);
    }
}
