package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.loader.llama.GgufWriter;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.WeightFormatException;

/// Tokenizers of a few tokens inside GGUF, most with one thing that is not as it must be.
class GgufTokenizerTest {

    private static final String KEY = "tokenizer.ggml.";
    private static final List<String> PIECES = List.of("<unk>", "<s>", "</s>", "\u2581", "a", "b", "ab", "<u>");
    private static final List<Integer> KINDS = List.of(2, 3, 3, 1, 1, 1, 1, 4);
    private static final List<String> BYTES = List.of("\u0120", "a", "b", "ab", "<s>", "<|eot_id|>", "<u>", "\u0120a");
    private static final List<Integer> BYTE_KINDS = List.of(1, 1, 1, 1, 3, 3, 4, 1);

    private static GgufWriter pieces(List<String> tokens, List<Integer> kinds) {
        return new GgufWriter().text(KEY + "model", "llama").texts(KEY + "tokens", tokens)
                .numbers(KEY + "scores", Collections.nCopies(tokens.size(), 0f)).counts(KEY + "token_type", kinds);
    }

    private static GgufWriter pieces() {
        return pieces(PIECES, KINDS).count(KEY + "bos_token_id", 1);
    }

    private static GgufWriter byteLevel(String cut, List<String> tokens, List<Integer> kinds, String... merges) {
        return new GgufWriter().text(KEY + "model", "gpt2").text(KEY + "pre", cut).texts(KEY + "tokens", tokens)
                .counts(KEY + "token_type", kinds).texts(KEY + "merges", List.of(merges));
    }

    private static GgufWriter byteLevel(String cut, String... merges) {
        return byteLevel(cut, BYTES, BYTE_KINDS, merges);
    }

    private static Tokenizer read(GgufWriter file) throws WeightFormatException {
        return GgufTokenizer.of(Gguf.read("model.gguf", MemorySegment.ofArray(file.bytes())), 8);
    }

    @Test
    void whatIsLeftOutIsAsLlamaCppHasIt() throws WeightFormatException {
        Tokenizer pieces = read(pieces());
        assertThat(pieces.encode("ab")).containsExactly(1, 3, 6);
        assertThat(pieces.encode("<u>ab<s>")).containsExactly(1, 7, 3, 6, 1);
        assertThat(pieces.decode(1, 3, 6, 7, 0, 2)).isEqualTo("ab<u>");
        assertThat(pieces.endTokens()).containsExactly(2);

        Tokenizer gpt2 = read(byteLevel("gpt-2", "a b"));
        assertThat(gpt2.encode("ab a")).containsExactly(3, 0, 1);
        assertThat(gpt2.encode("<u>a<s>")).containsExactly(6, 1, 4);
        assertThat(gpt2.decode(3, 0, 4, 1, 6)).isEqualTo("ab a<u>");
        assertThat(gpt2.endTokens()).containsExactly(5);

        Tokenizer llama3 = read(byteLevel("llama-bpe").count(KEY + "bos_token_id", 4));
        assertThat(llama3.encode("ab a")).as("whole words without merging").containsExactly(4, 3, 7);
    }

    @Test
    void digitsAreMergedUnlessEachStandsForItself() throws WeightFormatException {
        List<String> digits = List.of("1", "2", "12", "\u0120", "\u01201", "a", "\u00d9", "\u00a2");
        List<Integer> plain = Collections.nCopies(8, 1);

        assertThat(read(byteLevel("gpt-2", digits, plain, "\u0120 1", "1 2")).encode("a12 12")).containsExactly(5, 2, 4, 1);
        assertThat(read(byteLevel("smollm", digits, plain, "\u0120 1", "1 2")).encode("a12 12"))
                .containsExactly(5, 0, 1, 3, 0, 1);
        assertThat(read(byteLevel("smollm", digits, plain)).encode("\u0662")).as("a digit of two bytes").containsExactly(6, 7);
    }

    @Test
    void settingsAreHeeded() throws WeightFormatException {
        Tokenizer pieces = read(pieces().truth(KEY + "add_space_prefix", false).truth(KEY + "add_bos_token", false)
                .truth(KEY + "add_eos_token", true).count(KEY + "eos_token_id", 7));
        assertThat(pieces.encode("ab")).containsExactly(6, 7);
        assertThat(pieces.decode(3, 6)).isEqualTo(" ab");

        Tokenizer gpt2 = read(byteLevel("gpt-2").truth(KEY + "add_bos_token", true).count(KEY + "bos_token_id", 0)
                .truth(KEY + "add_space_prefix", false).truth(KEY + "remove_extra_whitespaces", true));
        assertThat(gpt2.encode("a  a")).containsExactly(0, 1, 0, 0, 1);

        var longest = new ArrayList<>(BYTES);
        longest.set(5, "x".repeat(AddedTokens.LONGEST));
        assertThat(read(byteLevel("gpt-2", longest, BYTE_KINDS)).encode(longest.get(5))).containsExactly(5);
    }

    static Stream<Arguments> broken() {
        var longer = new ArrayList<>(BYTES);
        longer.set(5, "x".repeat(AddedTokens.LONGEST + 1));
        var twice = new ArrayList<>(BYTES);
        twice.set(3, "a");
        var nine = new ArrayList<>(PIECES);
        nine.add("c");
        return Stream.of(refused("a map", pieces().text(KEY + "precompiled_charsmap", "m"), KEY + "precompiled_charsmap"),
                refused("more than the model has", pieces(nine, Collections.nCopies(9, 1)), KEY + "tokens"),
                refused("another tokenizer", new GgufWriter().text(KEY + "model", "t5"), KEY + "model"),
                refused("no kinds", new GgufWriter().text(KEY + "model", "llama").texts(KEY + "tokens", List.of("a"))
                        .numbers(KEY + "scores", List.of(0f)), KEY + "token_type"),
                refused("too few kinds", pieces(PIECES, List.of(1)), KEY + "token_type"),
                refused("kind 7", pieces(PIECES, Collections.nCopies(8, 7)), KEY + "token_type[0]"),
                refused("too few scores", new GgufWriter().text(KEY + "model", "llama").texts(KEY + "tokens", List.of("a", "b"))
                        .numbers(KEY + "scores", List.of(0f)), KEY + "scores"),
                refused("no begin", pieces(PIECES, KINDS), KEY + "bos_token_id"),
                refused("begin is no piece", pieces(PIECES, KINDS).count(KEY + "bos_token_id", 8), KEY + "bos_token_id"),
                refused("no end", pieces().truth(KEY + "add_eos_token", true), KEY + "eos_token_id"),
                refused("another way to cut", byteLevel("qwen2"), KEY + "pre"),
                refused("a long token found in text", byteLevel("gpt-2", longer, BYTE_KINDS), KEY + "tokens[5]"),
                refused("twice", byteLevel("gpt-2", twice, BYTE_KINDS), KEY + "tokens[3]"),
                refused("a merge of one", byteLevel("gpt-2", "a b", "ab"), KEY + "merges[1]"),
                refused("a merge of three", byteLevel("gpt-2", "a b a"), KEY + "merges[0]"),
                refused("a left that is no token", byteLevel("gpt-2", "c b"), KEY + "merges[0]"),
                refused("a right that is no token", byteLevel("gpt-2", "a c"), KEY + "merges[0]"),
                refused("a merge to no token", byteLevel("gpt-2", "b a"), KEY + "merges[0]"));
    }

    private static Arguments refused(String what, GgufWriter file, String field) {
        return Arguments.of(what, file, field);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsNotAsItMustBeIsRefusedByName(String what, GgufWriter file, String field) {
        assertThatThrownBy(() -> read(file)).as(what).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
