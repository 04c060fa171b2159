package org.weightgate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Measures `weightgate download` against curl on this machine, as whole processes from start to end and in turn: the server held
/// to a rate, the server let loose, curl followed by `openssl dgst`, and how much is fetched again after `kill -9`.
///
/// `java ... TransferBench CLI_JAR [--size MIB] [--rate MB] [--rounds N] [--connections N] [--data DIR] [--only PART]`
///
/// `--record CACHE` measures nothing: one download in which Java writes down what it loads (JEP 514), for the launcher to start from.
public final class TransferBench {

    private static final int FILES = 8;
    private static final long CHUNK = 8 << 20;
    private static final long TICKS = 100;

    /// How long a process ran, how much of the processor it took, and the most memory it held.
    private record Run(double seconds, double cpuSeconds, long peakBytes) {
    }

    private final Path cli;
    private final Path data;
    private final long size;
    private final long rate;
    private final int rounds;
    private final int connections;
    private final int port;

    private TransferBench(Path cli, Path data, long size, long rate, int rounds, int connections, int port) {
        this.cli = cli;
        this.data = data;
        this.size = size;
        this.rate = rate;
        this.rounds = rounds;
        this.connections = connections;
        this.port = port;
    }

    public static void main(String[] arguments) throws Exception {
        Path cli = Path.of(arguments[0]).toAbsolutePath();
        long size = Long.parseLong(option(arguments, "--size", "4096")) << 20;
        Path data = Path.of(option(arguments, "--data", "target/bench-transfer")).toAbsolutePath();
        Path release = data.resolve("release");
        makeRelease(cli, data, size);
        Process server = new ProcessBuilder(java(), "-Xmx64m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), RangeServer.class.getName(), release.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = server.inputReader()) {
            var bench = new TransferBench(cli, data, size, Long.parseLong(option(arguments, "--rate", "400")) * 1_000_000,
                    Integer.parseInt(option(arguments, "--rounds", "2")),
                    Integer.parseInt(option(arguments, "--connections", "4")),
                    Integer.parseInt(out.readLine()));
            String cache = option(arguments, "--record", "");
            String only = option(arguments, "--only", cache.isEmpty() ? "" : "record");
            if (only.equals("record")) {
                bench.record(Path.of(cache).toAbsolutePath());
            }
            if (only.isEmpty() || only.equals("held")) {
                bench.held();
            }
            if (only.isEmpty() || only.equals("free")) {
                bench.free();
            }
            if (only.isEmpty() || only.equals("kill")) {
                bench.killed();
            }
        } finally {
            server.destroy();
            remove(data.resolve("curl"));
            remove(data.resolve("ours"));
        }
    }

    private static String option(String[] arguments, String name, String usual) {
        int at = List.of(arguments).lastIndexOf(name);
        return at < 0 ? usual : arguments[at + 1];
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Eight files of random bytes, signed; made once and kept.
    private static void makeRelease(Path cli, Path data, long size) throws Exception {
        Path release = data.resolve("release");
        Path signature = release.resolve("model.sig");
        Path first = release.resolve("model-1.bin");
        if (Files.exists(signature) && Files.size(first) == size / FILES) {
            return;
        }
        remove(data);
        Files.createDirectories(release);
        byte[] block = new byte[1 << 20];
        var random = new SplittableRandom(1);
        for (int i = 1; i <= FILES; i++) {
            try (OutputStream out = Files.newOutputStream(release.resolve("model-" + i + ".bin"))) {
                for (long left = size / FILES; left > 0; left -= block.length) {
                    random.nextBytes(block);
                    out.write(block, 0, (int) Math.min(block.length, left));
                }
            }
        }
        setUp(data, List.of(java(), "-jar", cli.toString(), "keys", "generate", "--out", data.resolve("key").toString()));
        setUp(data, List.of(java(), "-jar", cli.toString(), "keys", "add", data.resolve("key.pub").toString()));
        setUp(data, List.of(java(), "-jar", cli.toString(), "manifest", release.toString(), "--name", "bench/transfer",
                "--version", "1.0", "--sign", data.resolve("key").toString()));
    }

    private static void setUp(Path data, List<String> command) throws Exception {
        if (process(data, command, 0).start().waitFor() != 0) {
            throw new IllegalStateException("preparing failed: " + Files.readString(data.resolve("last.log")));
        }
    }

    private void held() throws Exception {
        ask("/rate?" + rate);
        System.out.printf(Locale.ROOT, "Server held to %d MB/s, %d connections, %d MiB in %d files%n", rate / 1_000_000,
                connections, size >> 20, FILES);
        compare(false);
        ask("/rate?0");
    }

    private void free() throws Exception {
        System.out.printf(Locale.ROOT, "As fast as it goes, %d connections, %d MiB in %d files%n", connections, size >> 20,
                FILES);
        compare(true);
    }

    private void compare(boolean withDigest) throws Exception {
        var curl = new ArrayList<Run>();
        var ours = new ArrayList<Run>();
        var digest = new ArrayList<Run>();
        for (int i = 0; i < rounds; i++) {
            remove(data.resolve("ours"));
            curl.add(curl());
            if (withDigest) {
                digest.add(run(data, digestCommand()));
            }
            remove(data.resolve("curl"));
            ours.add(run(data, download()));
        }
        remove(data.resolve("ours"));
        show("curl", curl);
        show("weightgate download, verified", ours);
        System.out.printf(Locale.ROOT, "  ratio to curl: %.3f%n", best(curl).seconds() / best(ours).seconds());
        if (withDigest) {
            show("openssl dgst -sha256", digest);
            System.out.printf(Locale.ROOT, "  ratio to curl, then openssl: %.2f%n",
                    (best(curl).seconds() + best(digest).seconds()) / best(ours).seconds());
        }
    }

    private void show(String what, List<Run> runs) {
        Run best = best(runs);
        System.out.printf(Locale.ROOT,
                "  %-30s %6.2f s, %5.0f MB/s, %.2f CPU seconds per GB, at most %d MiB of memory  (runs: %s)%n",
                what, best.seconds(), size / 1e6 / best.seconds(), best.cpuSeconds() / (size / 1e9), best.peakBytes() >> 20,
                String.join(" ", runs.stream().map(run -> String.format(Locale.ROOT, "%.2f", run.seconds())).toList()));
    }

    private static Run best(List<Run> runs) {
        return runs.stream().min(Comparator.comparingDouble(Run::seconds)).orElseThrow();
    }

    private Run curl() throws Exception {
        Path folder = Files.createDirectories(data.resolve("curl"));
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "--parallel", "--parallel-max",
                Integer.toString(connections)));
        for (int i = 1; i <= FILES; i++) {
            command.addAll(List.of("-o", folder.resolve("model-" + i + ".bin").toString(),
                    "http://127.0.0.1:" + port + "/blob/model-" + i + ".bin"));
        }
        return run(data, command);
    }

    private List<String> digestCommand() {
        List<String> command = new ArrayList<>(List.of("openssl", "dgst", "-sha256"));
        for (int i = 1; i <= FILES; i++) {
            command.add(data.resolve("curl").resolve("model-" + i + ".bin").toString());
        }
        return command;
    }

    /// Started as the launcher starts it.
    private List<String> download() {
        Path cache = cli.resolveSibling("weightgate-cli.aot");
        return download(Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off") : List.of());
    }

    private List<String> download(List<String> options) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("-jar", cli.toString(), "download", "bench/transfer@1.0", "--to",
                data.resolve("ours").toString(), "--connections", Integer.toString(connections), "--no-cache"));
        return command;
    }

    private void record(Path cache) throws Exception {
        Files.deleteIfExists(cache);
        run(data, download(List.of("-XX:AOTCacheOutput=" + cache)));
    }

    /// Kills a download when half has arrived; what the second one asks for beyond the missing half was fetched twice.
    private void killed() throws Exception {
        ask("/rate?" + rate);
        long before = Long.parseLong(ask("/sent"));
        Process first = start(data, download());
        while (Long.parseLong(ask("/sent")) - before < size / 2) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        first.destroyForcibly().waitFor();
        ask("/rate?0");
        Run second = run(data, download());
        long again = Long.parseLong(ask("/sent")) - before - size;
        System.out.printf(Locale.ROOT,
                "Killed half way with kill -9, then resumed in %.2f s: %.1f chunks of 8 MiB fetched again,"
                        + " over %d connections%n",
                second.seconds(), again / (double) CHUNK, connections);
        run(data, List.of(java(), "-jar", cli.toString(), "verify", data.resolve("ours").toString()));
        remove(data.resolve("ours"));
    }

    private String ask(String path) throws IOException {
        try (var in = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Process start(Path folder, List<String> command) throws IOException {
        return process(folder, command, port).start();
    }

    private static ProcessBuilder process(Path data, List<String> command, int port) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(data.resolve("last.log").toFile());
        builder.environment().putAll(Map.of("WEIGHTGATE_HOME", data.resolve("home").toString(), "WEIGHTGATE_PORTAL",
                "http://127.0.0.1:" + port, "WEIGHTGATE_TOKEN", "hf_0123456789012345678901234567890123456789"));
        return builder;
    }

    private Run run(Path folder, List<String> command) throws Exception {
        flush();
        long begun = System.nanoTime();
        Process process = start(folder, command);
        Path proc = Path.of("/proc/" + process.pid());
        double cpu = 0;
        long peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            try {
                cpu = Math.max(cpu, cpu(Files.readString(proc.resolve("stat"))));
                peak = Math.max(peak, peak(Files.readAllLines(proc.resolve("status"))));
            } catch (IOException _) {
                // It ended meanwhile; the numbers of a moment ago stand.
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command.getFirst() + " failed: " + Files.readString(folder.resolve("last.log")));
        }
        return new Run(seconds, cpu, peak);
    }

    /// So that no run pays for writing down what the one before it left in memory.
    private static void flush() throws Exception {
        new ProcessBuilder("sync").start().waitFor();
    }

    private static double cpu(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS;
    }

    private static long peak(List<String> status) {
        return status.stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).max().orElse(0);
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
