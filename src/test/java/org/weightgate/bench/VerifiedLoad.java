package org.weightgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.VerifyProgress;

/// Signs the safetensors that [RandomModel] made with a key of its own, and then, in turn with `openssl dgst` over the same files:
/// verifies every byte and loads, and loads what was verified before. The command is started as its users start it; seconds count
/// from where it begins in its Java, and "the whole process" besides what starting two of those takes.
public final class VerifiedLoad {

    private static final String USAGE = "usage: VerifiedLoad FOLDER ROUNDS, where FOLDER is what RandomModel made";
    /// Least heap beside keys and values, in MiB; 24 more hold those of 544 tokens.
    private static final List<Integer> HEAPS = List.of(64, 96, 128, 192, 256, 280);

    private final Path model;
    private final Path key;
    private final Path home;
    private final Map<String, List<Double>> found = new LinkedHashMap<>();

    private VerifiedLoad(Path folder) {
        this.model = folder.resolve("signed");
        this.key = folder.resolve("signed.pub");
        this.home = folder.resolve("signed.home");
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        var load = new VerifiedLoad(folder);
        load.sign(folder.resolve("safetensors"));
        load.openssl();
        load.found.clear();
        for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
            load.openssl();
            load.ours("verified", "--recheck");
            load.ours("verified before");
        }
        load.report();
        System.out.println("heap for 512 tokens read and 32 written: " + load.heap());
    }

    private void sign(Path source) throws Exception {
        if (Files.exists(model.resolve(ModelSignature.FILE_NAME))) {
            return;
        }
        Files.createDirectories(model);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.createLink(model.resolve(file.getFileName().toString()), file);
            }
        }
        SigningKey signing = SigningKey.generate();
        var release = new Release("weightgate/random", "1.0", 1, Instant.parse("2026-11-25T00:00:00Z"), Optional.empty());
        var manifest = new Manifest(release, List.of(), Optional.empty(), Manifest.DEFAULT_CHUNK_SIZE,
                ReleaseDigest.files(ReleaseFolder.at(model), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE));
        byte[] bytes = ManifestWriter.write(manifest);
        Files.writeString(key, signing.signer().pem());
        Files.write(model.resolve(Manifest.FILE_NAME), bytes);
        Files.write(model.resolve(ModelSignature.FILE_NAME), ReleaseDigest.sign(manifest, bytes, signing));
    }

    private void openssl() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl", "dgst", "-sha256"));
        try (Stream<Path> files = Files.list(model)) {
            files.filter(file -> file.toString().endsWith(".safetensors")).map(Path::toString).sorted().forEach(command::add);
        }
        long begun = System.nanoTime();
        Compare.run(command);
        add("openssl dgst -sha256", (System.nanoTime() - begun) / 1e9);
    }

    private void ours(String how, String... more) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        String said = Compare.run(bench(List.of(), 1, 1, more));
        double process = (System.nanoTime() - begun) / 1e9;
        double load = Compare.number(said, "verify_seconds") + Compare.number(said, "load_seconds");
        add(how + ", loaded", load);
        add(how + ", first token", Compare.number(said, "first_token_seconds"));
        add(how + ", the whole process", process);
    }

    private String heap() throws InterruptedException {
        for (int heap : HEAPS) {
            try {
                Compare.run(bench(List.of("-Xmx" + heap + "m"), 512, 32));
                return heap + " MiB suffice, keys and values included";
            } catch (IOException outOfMemory) {
                System.err.println(heap + " MiB: " + outOfMemory.getMessage());
            }
        }
        return "more than " + HEAPS.getLast() + " MiB";
    }

    private List<String> bench(List<String> options, int prompt, int tokens, String... more) {
        var command = new ArrayList<>(List.of("env", "WEIGHTGATE_HOME=" + home,
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.weightgate.loader.cli.Main", "bench",
                model.toString(), "--key", key.toString(), "--json", "--prompt-tokens", String.valueOf(prompt), "--tokens",
                String.valueOf(tokens)));
        command.addAll(List.of(more));
        return command;
    }

    private void add(String what, double seconds) {
        found.computeIfAbsent(what, _ -> new ArrayList<>()).add(seconds);
        System.err.println(String.format(Locale.ROOT, "%-36s %8.3f s", what, seconds));
    }

    private double median(String what) {
        List<Double> values = found.getOrDefault(what, List.of()).stream().sorted().toList();
        return values.isEmpty() ? Double.NaN : values.get(values.size() / 2);
    }

    private void report() {
        System.out.println("medians, and how many times openssl's");
        for (String what : found.keySet()) {
            System.out.println(String.format(Locale.ROOT, "%-36s %8.3f s %6.2f", what, median(what),
                    median(what) / median("openssl dgst -sha256")));
        }
    }
}
