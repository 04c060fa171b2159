package org.weightgate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs the loader and other engines in turn on the same numbers, with the machine's read bandwidth and `openssl dgst` between
/// them, and prints medians and ratios. Only the ratios mean something on a machine that does other things as well.
public final class Compare {

    private static final String USAGE = """
            usage: Compare FOLDER bf16|q8_0 THREADS ROUNDS [NAME=LLAMA-BENCH]...
            FOLDER is what RandomModel made; LLAMA-BENCH a program that takes llama.cpp's options""";
    private static final Pattern RATE = Pattern.compile("\"avg_ts\": *([0-9.]+)");
    private static final String PROMPT = "512";
    private static final String WRITTEN = "32";

    private final Path ours;
    private final String dtype;
    private final Path gguf;
    private final String threads;
    private final Map<String, List<Double>> found = new LinkedHashMap<>();

    private Compare(Path folder, String dtype, String threads) {
        this.dtype = dtype;
        this.ours = folder.resolve(dtype);
        this.gguf = folder.resolve(dtype).resolve("model.gguf");
        this.threads = threads;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            System.err.println(USAGE);
            System.exit(2);
        }
        var compare = new Compare(Path.of(arguments[0]), arguments[1], arguments[2]);
        List<String> peers = Arrays.asList(arguments).subList(4, arguments.length);
        for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
            compare.round(peers);
        }
        compare.report();
    }

    private void round(List<String> peers) throws IOException, InterruptedException {
        bandwidth();
        ours();
        for (String peer : peers) {
            peer(peer.substring(0, peer.indexOf('=')), peer.substring(peer.indexOf('=') + 1));
        }
        openssl();
    }

    private void bandwidth() throws IOException, InterruptedException {
        add("read bandwidth, GB/s", Double.parseDouble(
                run(java(List.of("-cp", System.getProperty("java.class.path"), Bandwidth.class.getName(), ours.toString(),
                        threads))).strip()));
    }

    private void ours() throws IOException, InterruptedException {
        String said = run(java(List.of("-cp", System.getProperty("java.class.path"), "org.weightgate.loader.cli.Main", "bench",
                ours.toString(), "--unsigned", "--json", "--prompt-tokens", PROMPT, "--tokens", WRITTEN, "--threads",
                threads)));
        double writing = number(said, "decode_tokens_per_second");
        add("ours, writing", writing);
        add("ours, reading " + PROMPT, number(said, "prefill_tokens_per_second"));
        add("ours, writing, GB/s", writing * bytesRead() / 1e9);
    }

    /// Bytes of weights that one token needs: all but the embedding, which has as many as the output.
    private long bytesRead() throws IOException {
        try (Stream<Path> files = Files.list(ours)) {
            long all = files.filter(file -> !file.toString().endsWith(".json")).mapToLong(file -> file.toFile().length()).sum();
            return all - RandomModel.embeddingBytes(dtype);
        }
    }

    private void peer(String name, String program) throws IOException, InterruptedException {
        String said = run(List.of(program, "-m", gguf.toString(), "-t", threads, "-p", PROMPT, "-n", WRITTEN, "-r", "1", "-o",
                "json"));
        Matcher rates = RATE.matcher(said);
        for (String what : List.of("reading " + PROMPT, "writing")) {
            if (!rates.find()) {
                throw new IOException(program + " said no " + what + ": " + said);
            }
            add(name + ", " + what, Double.parseDouble(rates.group(1)));
        }
    }

    private void openssl() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl", "dgst", "-sha256"));
        try (Stream<Path> files = Files.list(ours)) {
            files.map(Path::toString).sorted().forEach(command::add);
        }
        long begun = System.nanoTime();
        run(command);
        add("openssl dgst -sha256, s", (System.nanoTime() - begun) / 1e9);
    }

    private static List<String> java(List<String> arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(arguments);
        return command;
    }

    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    static double number(String json, String field) {
        Matcher number = Pattern.compile("\"" + field + "\":([0-9.]+)").matcher(json);
        if (!number.find()) {
            throw new IllegalStateException("no " + field + " in " + json);
        }
        return Double.parseDouble(number.group(1));
    }

    private void add(String what, double value) {
        found.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
        System.err.println(String.format(Locale.ROOT, "%-32s %8.2f", what, value));
    }

    private double median(String what) {
        List<Double> values = found.getOrDefault(what, List.of()).stream().sorted().toList();
        return values.isEmpty() ? Double.NaN : values.get(values.size() / 2);
    }

    private void report() {
        System.out.println(dtype + ", " + threads + " threads, medians; ours / theirs");
        for (String what : found.keySet()) {
            double ratio = median("ours" + what.substring(what.indexOf(','))) / median(what);
            System.out.println(String.format(Locale.ROOT, "%-32s %8.2f", what, median(what))
                    + (Double.isNaN(ratio) || what.startsWith("ours") ? "" : String.format(Locale.ROOT, " %6.2f", ratio)));
        }
        System.out.println(String.format(Locale.ROOT, "%-32s %8.2f", "writing / read bandwidth",
                median("ours, writing, GB/s") / median("read bandwidth, GB/s")));
    }
}
