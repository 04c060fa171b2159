package org.weightgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What processes have used of the processors, from Linux's `/proc`.
final class ProcessorTime {

    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;
    private static final long MILLIS_PER_TICK = 10;

    private ProcessorTime() {
    }

    static Duration of(long pid) throws IOException {
        List<String> fields = fields(Path.of("/proc/" + pid + "/stat"));
        return ticks(fields, USER, SYSTEM);
    }

    /// Of a process, those it has started, and those of them that have ended.
    static Duration withChildren(long pid) throws IOException {
        Duration sum = ticks(fields(Path.of("/proc/" + pid + "/stat")), USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                List<String> fields = fields(process.resolve("stat"));
                if (!fields.isEmpty() && fields.get(PARENT).equals(Long.toString(pid))) {
                    sum = sum.plus(ticks(fields, USER, SYSTEM));
                }
            }
        }
        return sum;
    }

    /// Those after the program's name, which may hold spaces; none of a process that has ended.
    private static List<String> fields(Path stat) {
        try {
            String line = Files.readString(stat);
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException _) {
            return List.of();
        }
    }

    private static Duration ticks(List<String> fields, int... which) {
        long ticks = 0;
        for (int field : which) {
            ticks += fields.isEmpty() ? 0 : Long.parseLong(fields.get(field));
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }
}
