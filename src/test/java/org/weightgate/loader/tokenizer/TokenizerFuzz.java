package org.weightgate.loader.tokenizer;

import static org.weightgate.fuzz.Promise.that;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.weightgate.fuzz.Promise;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// The readers of tokenizers under any bytes, what they read under a few odd texts, and good tokenizers under any text.
public final class TokenizerFuzz {

    private static final String GGUF = "model.gguf";
    private static final int VOCABULARY = 1024;
    private static final List<String> TEXTS = List.of("", "ab  a<s>", " \n Zoë 12345's \u2581x\u0000", "👩‍👩‍👧 <|end|>");

    private static final List<Known> KNOWN = List.of(new Known(known("gpt2"), "", " "), new Known(known("llama3"), "", ""),
            new Known(known("llama2"), TextRule.SPACE, ""), new Known(known("sentencepiece"), " " + TextRule.SPACE, ""));

    /// A tokenizer that gives text back as it was, if there is nothing in it that may be an added token or is changed.
    ///
    /// @param changes characters that do not come back
    /// @param prefix what stands before a text that does not begin with it when it comes back
    private record Known(Tokenizer tokenizer, String changes, String prefix) {

        boolean keeps(String text) {
            return text.chars().noneMatch(c -> c == '<' || changes.indexOf(c) >= 0) && !text.contains("NORM");
        }

        String expected(String text) {
            return text.isEmpty() || text.startsWith(prefix) ? text : prefix + text;
        }
    }

    private TokenizerFuzz() {
    }

    public static boolean json(byte[] input) {
        try {
            use(new TokenizerFile(WeightJson.parse(Tokenizer.FILE, input), VOCABULARY).tokenizer());
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, Tokenizer.FILE);
            return false;
        }
    }

    public static boolean sentencePiece(byte[] input) {
        try {
            use(SentencePieceModel.of(SentencePieceModel.FILE, input, VOCABULARY, true, true));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, SentencePieceModel.FILE);
            return false;
        }
    }

    public static boolean gguf(byte[] input) {
        try {
            use(GgufTokenizer.of(Gguf.read(GGUF, MemorySegment.ofArray(input)), VOCABULARY));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, GGUF);
            return false;
        }
    }

    /// The first byte chooses a tokenizer, the others are the text.
    public static boolean text(byte[] input) {
        if (input.length == 0) {
            return true;
        }
        Known known = KNOWN.get((input[0] & 0xff) % KNOWN.size());
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        int[] tokens = known.tokenizer.encode(text);
        String decoded = decoded(known.tokenizer, tokens);
        that(!known.keeps(text) || decoded.equals(known.expected(text)), "text comes back as it was");
        return true;
    }

    private static void use(Tokenizer tokenizer) {
        for (String text : TEXTS) {
            try {
                int[] tokens = tokenizer.encode(text);
                that(Arrays.stream(tokens).allMatch(id -> id >= 0 && id < VOCABULARY), "tokens are of the vocabulary");
                that(Arrays.equals(tokens, tokenizer.encode(text)), "the same text gives the same tokens");
                decoded(tokenizer, tokens);
            } catch (IllegalArgumentException lacking) {
                that(String.valueOf(lacking.getMessage()).startsWith("the vocabulary has no token for"),
                        "it says what is lacking");
            }
        }
    }

    /// The text of the tokens, which must be whole characters, and the same when it comes piece by piece.
    private static String decoded(Tokenizer tokenizer, int[] tokens) {
        String whole = tokenizer.decode(tokens);
        TextStream stream = tokenizer.stream();
        var pieces = new StringBuilder();
        for (int token : tokens) {
            String piece = stream.accept(token);
            that(isWhole(piece), "no piece splits a character");
            pieces.append(piece);
        }
        pieces.append(stream.finish());
        that(whole.contentEquals(pieces), "pieces make up the text");
        return whole;
    }

    private static boolean isWhole(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    private static Tokenizer known(String name) {
        try {
            return Tokenizer.read(WeightFiles.in(Path.of("src/test/resources/tokenizer", name)), VOCABULARY);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
