package org.weightgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Looks for inputs nobody thought of: `./mvnw test -Pfuzz`. Jazzer runs in a Java of its own, whose small heap makes a finding of
/// every allocation out of proportion. What it finds is left in `target/fuzz/`, to be copied into the parser's corpus.
class ParserFuzzing {

    private static final Pattern ONLY = Pattern.compile(System.getProperty("fuzz.target", ".*"));
    private static final long SECONDS = Long.getLong("fuzz.seconds", 60);
    private static final long RUNS = Long.getLong("fuzz.runs", -1);
    private static final int LONGEST_INPUT = 8192;
    private static final int SECONDS_FOR_ONE_INPUT = 10;
    /// Looks into each step of a regular expression, of which the parsers have only their own, and takes more memory than they do.
    private static final String STEPS_OF_EXPRESSIONS = "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks";

    @ParameterizedTest
    @EnumSource
    void findsNothing(FuzzTarget target) throws Exception {
        assumeTrue(ONLY.matcher(target.title()).matches(), "not asked for");
        Path folder = Files.createDirectories(Path.of("target", "fuzz", target.title()));
        Path found = Files.createDirectories(folder.resolve("found"));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log");

        int exit = jazzer(target, corpus, found, log);

        String[] lines = Files.readString(log).split("\n", -1);
        System.out.println(target.title() + ": " + statistic(lines, "number_of_executed_units") + " inputs, "
                + statistic(lines, "average_exec_per_sec") + " a second");
        assertThat(exit).as("see %s, and the input in %s", log, found).isZero();
    }

    private static int jazzer(FuzzTarget target, Path corpus, Path found, Path log) throws IOException, InterruptedException {
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED", "-Dfuzz.target=" + target.title(),
                "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
                "--disabled_hooks=" + STEPS_OF_EXPRESSIONS, "--trace=" + traced(target),
                "--target_class=" + Fuzz.class.getName(),
                "--instrumentation_includes=org.weightgate.**",
                "--custom_hook_includes=org.weightgate.**", "--reproducer_path=" + found, "-artifact_prefix=" + found + "/",
                "-max_len=" + LONGEST_INPUT, "-timeout=" + SECONDS_FOR_ONE_INPUT, "-rss_limit_mb=0", "-print_final_stats=1",
                "-max_total_time=" + (RUNS > 0 ? 0 : SECONDS), "-runs=" + RUNS, corpus.toString(),
                target.corpus().toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            return process.waitFor();
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// Any text is read and compared with nothing a file says, and to follow its every step takes two thirds of the time.
    private static String traced(FuzzTarget target) {
        return target == FuzzTarget.TEXT ? "cov" : "cov:cmp:div:gep:indir";
    }

    private static String statistic(String[] lines, String name) {
        for (String line : lines) {
            if (line.startsWith("stat::" + name)) {
                return line.substring(line.indexOf(':', 6) + 1).strip();
            }
        }
        return "unknown";
    }
}
