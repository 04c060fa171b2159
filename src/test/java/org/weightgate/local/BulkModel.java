package org.weightgate.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Weights without meaning: three safetensors shards of 40 MiB, the same bytes each time.
final class BulkModel {
    private static final int SHARDS = 3;
    private static final int SHARD_BYTES = 40 << 20;
    private static final int HEADER_BYTES = 256;
    private static final int BLOCK = 64 << 10;

    private BulkModel() {
    }

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int shard = 1; shard <= SHARDS; shard++) {
            write(folder.resolve("model-0000%d-of-0000%d.safetensors".formatted(shard, SHARDS)), shard);
        }
    }

    private static void write(Path file, int shard) throws IOException {
        int data = SHARD_BYTES - Long.BYTES - HEADER_BYTES;
        String header = "{\"bulk.%d.weight\":{\"dtype\":\"BF16\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(shard, data / 2, data);
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(HEADER_BYTES)
                .put((header + " ".repeat(HEADER_BYTES - header.length())).getBytes(StandardCharsets.US_ASCII));
        var random = new SplittableRandom(shard);
        var block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head.array());
            for (int left = data; left > 0; left -= BLOCK) {
                random.nextBytes(block);
                out.write(block, 0, Math.min(left, BLOCK));
            }
        }
    }
}
