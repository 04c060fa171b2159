package org.weightgate.loader.tokenizer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.tokenizer.PieceVocabulary.Kind;
import org.weightgate.loader.tokenizer.PieceVocabulary.Piece;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.GgufField;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// The tokenizer inside a GGUF file: `llama` is SentencePiece BPE with scores, `gpt2` is byte-level BPE with merges and a named
/// way to cut words. Control and user-defined tokens are found in the text as it is written; a user-defined piece with
/// [TextRule#SPACE] in it, which is not written so, comes about by merging. Unused pieces, with which converters fill a
/// vocabulary up, are never made and give no text. Two things llama.cpp does otherwise: of tokens that overlap in a text it takes the
/// longest before the leftmost, and an unused piece that merging arrives at it writes.
///
/// Source: github.com/ggml-org/ggml, docs/gguf.md, and how llama.cpp reads those keys.
final class GgufTokenizer {

    private static final int MERGES = 1 << 23;
    private static final Set<Kind> FOUND_IN_TEXT = Set.of(Kind.CONTROL, Kind.USER_DEFINED, Kind.UNKNOWN);
    /// In a byte-level vocabulary, what gives no text.
    private static final Set<Kind> HIDDEN = Set.of(Kind.CONTROL, Kind.UNKNOWN, Kind.UNUSED);

    private final Gguf file;
    private final int vocabularySize;

    private GgufTokenizer(Gguf file, int vocabularySize) {
        this.file = file;
        this.vocabularySize = vocabularySize;
    }

    static Tokenizer read(WeightFiles files, String name, int vocabularySize) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return of(files.open(name, channel -> Gguf.map(name, channel, arena)), vocabularySize);
        }
    }

    static Tokenizer of(Gguf file, int vocabularySize) throws WeightFormatException {
        var reader = new GgufTokenizer(file, vocabularySize);
        GgufField suppressed = reader.field("suppress_tokens");
        if (suppressed.isPresent()) {
            throw suppressed.refused("any token may be written");
        }
        GgufField model = reader.field("model");
        return switch (model.text()) {
            case "llama" -> reader.pieces();
            case "gpt2" -> reader.byteLevel();
            default -> throw model.refused("only \"llama\" and \"gpt2\" are read; put a tokenizer.json beside the file");
        };
    }

    private Tokenizer pieces() throws WeightFormatException {
        GgufField map = field("precompiled_charsmap");
        if (map.isPresent()) {
            throw map.refused("only text that is not normalised can be computed");
        }
        requireUnset("remove_extra_whitespaces");
        List<String> texts = texts();
        float[] scores = field("scores").floats(PieceVocabulary.MOST);
        requireSameLength(field("scores"), scores.length, texts.size());
        List<Kind> kinds = kinds(texts.size());
        var vocabulary = new PieceVocabulary(file.file());
        for (int id = 0; id < texts.size(); id++) {
            vocabulary.add(new Piece(texts.get(id), scores[id], kinds.get(id)), vocabularySize);
        }
        boolean prefix = field("add_space_prefix").truthOr(true);
        List<TextRule> rules = TextRule.ofSentencePiece(false, prefix);
        List<AddedToken> added = vocabulary.added(FOUND_IN_TEXT, false);
        return new Tokenizer(added, rules, vocabulary.encoder(true),
                vocabulary.vocabulary(prefix ? Tokenizer.Leading.ONE_SPACE : Tokenizer.Leading.NOTHING, Tokenizer.ends(added)),
                around("bos", true, texts.size()), around("eos", false, texts.size()));
    }

    private Tokenizer byteLevel() throws WeightFormatException {
        requireUnset("add_space_prefix");
        List<WordPattern> patterns = patterns();
        boolean llama3 = patterns.contains(WordPattern.LLAMA3);
        List<String> texts = texts();
        List<Kind> kinds = kinds(texts.size());
        Map<String, Integer> ids = ids(texts, kinds);
        List<AddedToken> added = added(texts, kinds);
        var special = new HashSet<Integer>();
        var bytes = new ArrayList<byte @Nullable []>();
        for (int id = 0; id < texts.size(); id++) {
            boolean found = FOUND_IN_TEXT.contains(kinds.get(id));
            bytes.add(found ? texts.get(id).getBytes(StandardCharsets.UTF_8) : ByteAlphabet.bytes(texts.get(id)));
            if (HIDDEN.contains(kinds.get(id))) {
                special.add(id);
            }
        }
        var encoder = new ByteLevel(patterns, false, ByteAlphabet.tokens(ids), merges(ids),
                llama3 ? Map.copyOf(ids) : Map.of());
        return new Tokenizer(added, List.of(), encoder, new Tokenizer.Vocabulary(Collections.unmodifiableList(bytes),
                Set.copyOf(special), Tokenizer.Leading.NOTHING, Set.of(), Map.of(), Tokenizer.ends(added)),
                around("bos", llama3, texts.size()), around("eos", false, texts.size()));
    }

    /// Of what llama.cpp reads and then does not heed in this kind of tokenizer, though whoever made the tokenizer may have meant it.
    private void requireUnset(String setting) throws WeightFormatException {
        if (field(setting).truthOr(false)) {
            throw field(setting).refused("programs differ in what they do then: put a tokenizer.json beside the file");
        }
    }

    private List<WordPattern> patterns() throws WeightFormatException {
        GgufField cut = field("pre");
        return switch (cut.text()) {
            case "llama-bpe", "llama-v3", "llama3" -> List.of(WordPattern.LLAMA3);
            case "gpt-2" -> List.of(WordPattern.GPT2);
            case "smollm" -> List.of(WordPattern.DIGIT, WordPattern.GPT2);
            default -> throw cut
                    .refused("only \"llama-bpe\", \"gpt-2\" and \"smollm\" are read; put a tokenizer.json beside the file");
        };
    }

    /// The ids of the tokens that text may become.
    private Map<String, Integer> ids(List<String> texts, List<Kind> kinds) throws WeightFormatException {
        var ids = new HashMap<String, Integer>();
        for (int id = 0; id < texts.size(); id++) {
            if (kinds.get(id) != Kind.UNUSED && ids.putIfAbsent(texts.get(id), id) != null) {
                throw refused(id, "\"" + texts.get(id) + "\"", "an earlier token is the same");
            }
        }
        return ids;
    }

    private List<AddedToken> added(List<String> texts, List<Kind> kinds) throws WeightFormatException {
        var added = new ArrayList<AddedToken>();
        for (int id = 0; id < texts.size(); id++) {
            String text = texts.get(id);
            if (text.isEmpty() || !FOUND_IN_TEXT.contains(kinds.get(id))) {
                continue;
            }
            if (text.length() > AddedTokens.LONGEST) {
                throw refused(id, text.length() + " characters long",
                        "a token that is found in text has at most " + AddedTokens.LONGEST);
            }
            added.add(new AddedToken(id, text, false, false, false, false, HIDDEN.contains(kinds.get(id))));
        }
        return added;
    }

    private WeightFormatException refused(int id, String value, String limit) {
        return new WeightFormatException(file.file(), "tokenizer.ggml.tokens[" + id + "]", value, limit);
    }

    private BytePairEncoding merges(Map<String, Integer> ids) throws WeightFormatException {
        var merges = new BytePairEncoding();
        int rank = 0;
        for (String merge : field("merges").texts(MERGES)) {
            int space = merge.indexOf(' ', 1);
            Integer left = space < 0 ? null : ids.get(merge.substring(0, space));
            Integer right = space < 0 ? null : ids.get(merge.substring(space + 1));
            Integer both = space < 0 ? null : ids.get(merge.substring(0, space) + merge.substring(space + 1));
            if (left == null || right == null || both == null) {
                throw new WeightFormatException(file.file(), "tokenizer.ggml.merges[" + rank + "]", "\"" + merge + "\"",
                        "it must be two tokens that make a third, with a space between them");
            }
            merges.merge(rank++, left, right, both);
        }
        return merges;
    }

    private List<String> texts() throws WeightFormatException {
        List<String> texts = field("tokens").texts(PieceVocabulary.MOST);
        if (texts.size() > vocabularySize) {
            throw field("tokens").refused("the model has " + vocabularySize + " tokens");
        }
        return texts;
    }

    private List<Kind> kinds(int size) throws WeightFormatException {
        GgufField field = field("token_type");
        if (!field.isPresent()) {
            throw field.refused("it must say which tokens are control tokens");
        }
        int[] numbers = field.integers(PieceVocabulary.MOST);
        requireSameLength(field, numbers.length, size);
        var kinds = new ArrayList<Kind>(size);
        for (int id = 0; id < size; id++) {
            kinds.add(PieceVocabulary.kind(file.file(), "tokenizer.ggml.token_type[" + id + "]", numbers[id]));
        }
        return kinds;
    }

    private static void requireSameLength(GgufField field, int length, int tokens) throws WeightFormatException {
        if (length != tokens) {
            throw field.refused("it must be as long as tokenizer.ggml.tokens, " + tokens);
        }
    }

    private int[] around(String name, boolean absent, int tokens) throws WeightFormatException {
        if (!field("add_" + name + "_token").truthOr(absent)) {
            return new int[0];
        }
        return new int[] { field(name + "_token_id").count(0, tokens - 1) };
    }

    private GgufField field(String name) {
        return file.field("tokenizer.ggml." + name);
    }
}
