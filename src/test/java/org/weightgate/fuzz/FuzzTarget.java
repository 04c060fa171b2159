package org.weightgate.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.weightgate.loader.llama.ConfigFuzz;
import org.weightgate.loader.tokenizer.TokenizerFuzz;
import org.weightgate.loader.transfer.TransferFuzz;
import org.weightgate.loader.weights.WeightsFuzz;
import org.weightgate.manifest.ManifestFuzz;

import com.sun.management.ThreadMXBean;

/// The parsers that read what strangers wrote. Each input either parses, and then what was read keeps its promises, or is refused
/// with the parser's own exception; and never does it take memory out of proportion to its length.
public enum FuzzTarget {
    MANIFEST(ManifestFuzz::manifest),
    SIGNATURE(ManifestFuzz::signature),
    KEY_LIST(ManifestFuzz::keyList),
    KEY_FILE(ManifestFuzz::keyFile),
    SAFETENSORS(WeightsFuzz::safetensors),
    SAFETENSORS_INDEX(WeightsFuzz::index),
    GGUF(WeightsFuzz::gguf),
    CONFIG_JSON(ConfigFuzz::huggingFace),
    PARAMS_JSON(ConfigFuzz::meta),
    GGUF_CONFIG(ConfigFuzz::gguf),
    TOKENIZER_JSON(TokenizerFuzz::json),
    TOKENIZER_MODEL(TokenizerFuzz::sentencePiece),
    GGUF_TOKENIZER(TokenizerFuzz::gguf),
    TEXT(TokenizerFuzz::text),
    TICKET(TransferFuzz::ticket),
    CHUNK_BITS(TransferFuzz::chunkBits);

    /// Tries one input.
    interface Parser {
        /// Whether it was read; otherwise it was refused. Anything thrown is a finding.
        boolean reads(byte[] input) throws Exception;
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
    private static final long BYTES_FREE = 4 << 20;
    private static final long BYTES_PER_BYTE = 2048;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method
    private final Parser parser;

    FuzzTarget(Parser parser) {
        this.parser = parser;
    }

    /// What it is called on the command line, and its folder of seeds.
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Where its seeds and everything it once stumbled over lie.
    public Path corpus() {
        return CORPUS.resolve(title());
    }

    public List<Path> seeds() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }

    /// Tries one input and tells whether it was read.
    ///
    /// @throws Exception if the parser did anything but read or refuse it
    public boolean reads(byte[] input) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = parser.reads(input);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > most(input)) {
            requireProportion(input);
        }
        return read;
    }

    /// The first time, classes were loaded too.
    private void requireProportion(byte[] input) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        parser.reads(input);
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (taken > most(input)) {
            throw new AssertionError(input.length + " bytes of input took " + taken + " bytes of memory");
        }
    }

    private static long most(byte[] input) {
        return BYTES_FREE + BYTES_PER_BYTE * input.length;
    }
}
