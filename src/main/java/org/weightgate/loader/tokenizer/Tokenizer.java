package org.weightgate.loader.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.weights.StrictJson;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// Text to token ids and back, as a byte-level BPE `tokenizer.json` of Hugging Face says: added tokens are cut out first, the rest
/// is cut into words, each word's UTF-8 bytes are merged, and the post-processor's special tokens are put around the whole.
///
/// Settings that are not implemented are refused by name when the file is read, never ignored. Safe for use by several threads.
public final class Tokenizer {

    /// The file it is read from.
    public static final String FILE = "tokenizer.json";

    private static final int BYTES = 64 << 20;

    private final AddedTokens firstTokens;
    private final AddedTokens laterTokens;
    private final List<WordPattern> patterns;
    private final boolean prefixSpace;
    private final BytePairEncoding encoding;
    private final Vocabulary vocabulary;
    private final int[] before;
    private final int[] after;

    Tokenizer(List<AddedToken> added, List<WordPattern> patterns, boolean prefixSpace, BytePairEncoding encoding,
            Vocabulary vocabulary, int[] before, int[] after) {
        this.firstTokens = new AddedTokens(added.stream().filter(token -> !token.normalized()).toList());
        this.laterTokens = new AddedTokens(added.stream().filter(AddedToken::normalized).toList());
        this.patterns = List.copyOf(patterns);
        this.prefixSpace = prefixSpace;
        this.encoding = encoding;
        this.vocabulary = vocabulary;
        this.before = before.clone();
        this.after = after.clone();
    }

    /// What tokens stand for.
    ///
    /// @param bytes by id; null where the vocabulary has a gap
    /// @param special ids that are left out of text
    record Vocabulary(List<byte @Nullable []> bytes, Set<Integer> special) {
    }

    /// Reads `tokenizer.json`, at most 64 MiB.
    ///
    /// @param vocabularySize of the model: an id at or above it is refused
    /// @throws WeightFormatException if the file is not as it must be, or asks for something this class does not do
    public static Tokenizer read(WeightFiles files, int vocabularySize) throws IOException {
        return new TokenizerFile(StrictJson.read(files, FILE, BYTES), vocabularySize).tokenizer();
    }

    /// The tokens of `text`, with the special tokens the file puts around it.
    ///
    /// @throws IllegalArgumentException if the text holds half of a surrogate pair, or a byte the vocabulary lacks
    public int[] encode(String text) {
        var out = new Tokens();
        out.addAll(before);
        for (AddedTokens.Piece piece : firstTokens.split(text)) {
            if (piece.token() != null) {
                out.add(piece.token().id());
                continue;
            }
            for (AddedTokens.Piece part : laterTokens.split(piece.text())) {
                if (part.token() != null) {
                    out.add(part.token().id());
                } else {
                    encodePlain(part.text(), out);
                }
            }
        }
        out.addAll(after);
        return out.toArray();
    }

    /// The text of `tokens` without special tokens; bytes that are not UTF-8 become U+FFFD.
    public String decode(int... tokens) {
        TextStream stream = stream();
        var text = new StringBuilder();
        for (int token : tokens) {
            text.append(stream.accept(token));
        }
        return text.append(stream.finish()).toString();
    }

    /// A decoder for tokens that come one by one.
    public TextStream stream() {
        return new TextStream(vocabulary);
    }

    private void encodePlain(String text, Tokens out) {
        List<String> words = List.of(prefixSpace && !text.startsWith(" ") ? " " + text : text);
        for (WordPattern pattern : patterns) {
            var smaller = new ArrayList<String>();
            for (String word : words) {
                smaller.addAll(pattern.words(word));
            }
            words = smaller;
        }
        for (String word : words) {
            encoding.encode(utf8(word), out);
        }
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text holds half of a surrogate pair", e);
        }
    }
}
