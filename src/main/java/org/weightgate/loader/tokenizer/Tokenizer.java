package org.weightgate.loader.tokenizer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.tokenizer.WordEncoder.Place;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// Text to token ids and back: added tokens are cut out first, the rest is changed by rules and turned into tokens by byte-level
/// BPE (GPT-2, Llama 3, SmolLM) or by SentencePiece-style BPE with byte fallback (Llama 1 and 2), and special tokens are put
/// around it.
///
/// Settings that are not implemented are refused by name when the file is read, never ignored. Safe for use by several threads.
public final class Tokenizer {

    /// The file it is read from.
    public static final String FILE = "tokenizer.json";

    private static final int BYTES = 64 << 20;

    /// The special tokens that end a text, or a part of a conversation, in the models of Meta.
    private static final Set<String> ENDS = Set.of("</s>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>");

    private final AddedTokens firstTokens;
    private final AddedTokens laterTokens;
    private final List<TextRule> rules;
    private final WordEncoder encoder;
    private final Vocabulary vocabulary;
    private final int[] before;
    private final int[] after;

    /// Begins with the parts that a file described.
    ///
    /// @param added those that are normalised are searched for behind the rules, with their content as it is given here
    /// @param before ids put before every text, `after` ids put behind it
    Tokenizer(List<AddedToken> added, List<TextRule> rules, WordEncoder encoder, Vocabulary vocabulary, int[] before,
            int[] after) {
        this.firstTokens = new AddedTokens(added.stream().filter(token -> !token.normalized()).toList());
        this.laterTokens = new AddedTokens(added.stream().filter(AddedToken::normalized).toList());
        this.rules = List.copyOf(rules);
        this.encoder = encoder;
        this.vocabulary = vocabulary;
        this.before = before.clone();
        this.after = after.clone();
    }

    /// What tokens stand for.
    ///
    /// @param bytes by id; null where the vocabulary has a gap
    /// @param special ids that are left out of text
    /// @param leading what is taken away where a text begins
    /// @param verbatim ids from which nothing is taken away
    /// @param unmarked for [Leading#ALL_MARKS_OF_THE_FIRST_TOKEN], what is left of the tokens that have marks
    /// @param ends ids that end a text
    record Vocabulary(List<byte @Nullable []> bytes, Set<Integer> special, Leading leading, Set<Integer> verbatim,
            Map<Integer, byte[]> unmarked, Set<Integer> ends) {
    }

    /// The ids of those that end a text by their name.
    static Set<Integer> ends(List<AddedToken> added) {
        return added.stream().filter(token -> token.special() && ENDS.contains(token.content())).map(AddedToken::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What a text that was put together from tokens loses at its beginning.
    enum Leading {
        NOTHING,
        ONE_SPACE,
        ONE_SPACE_OF_EACH_TOKEN_BEFORE_ANY_TEXT,
        /// Each [TextRule#SPACE], but no space that was written as one.
        ALL_MARKS_OF_THE_FIRST_TOKEN
    }

    /// Reads `tokenizer.json` (at most 64 MiB); without it SentencePiece's `tokenizer.model` of type BPE; without both the
    /// tokenizer inside the folder's one GGUF file.
    ///
    /// @param vocabularySize of the model: an id at or above it is refused
    /// @throws WeightFormatException if the file is not as it must be, or asks for something this class does not do
    public static Tokenizer read(WeightFiles files, int vocabularySize) throws IOException {
        if (files.has(FILE)) {
            return new TokenizerFile(WeightJson.read(files, FILE, BYTES), vocabularySize).tokenizer();
        }
        if (files.has(SentencePieceModel.FILE)) {
            return SentencePieceModel.read(files, vocabularySize);
        }
        List<String> ggufs = files.names().stream().filter(name -> name.endsWith(".gguf")).toList();
        if (ggufs.size() == 1) {
            return GgufTokenizer.read(files, ggufs.getFirst(), vocabularySize);
        }
        throw new WeightFormatException(FILE, "the file", "absent",
                "the folder needs it, " + SentencePieceModel.FILE + " or one .gguf file with a tokenizer in it");
    }

    /// The ids that end a text as far as the tokenizer's file tells, for a configuration that names none.
    public Set<Integer> endTokens() {
        return vocabulary.ends();
    }

    /// The tokens of `text`, with the special tokens the file puts around it. What is written like an added token becomes that
    /// token, special ones too, but for `tokenizer.model`, where only user-defined pieces are found in text.
    ///
    /// @return ids, each from 0 to one below the size of the model's vocabulary
    /// @throws IllegalArgumentException if the text holds half of a surrogate pair, or a byte the vocabulary lacks
    public int[] encode(String text) {
        var out = new Tokens();
        out.addAll(before);
        encode(text, Place.BEGINNING, out);
        out.addAll(after);
        return out.toArray();
    }

    /// The tokens of `text` where it continues another: nothing is put around it, and no space in front of it. Behind a special
    /// token, which is no text, it gets the space that the file puts there.
    ///
    /// @param last token of the text before
    /// @throws IllegalArgumentException as [#encode]
    public int[] encodeAfter(int last, String text) {
        var out = new Tokens();
        encode(text, vocabulary.special().contains(last) ? Place.BEHIND_A_TOKEN : Place.CONTINUED, out);
        return out.toArray();
    }

    private void encode(String text, Place where, Tokens out) {
        requireWholeCharacters(text);
        Place place = where;
        for (AddedTokens.Piece piece : firstTokens.split(text)) {
            if (piece.token() == null) {
                encodePlain(piece.text(), place, out);
            } else {
                out.add(piece.token().id());
            }
            place = Place.BEHIND_A_TOKEN;
        }
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

    /// A decoder for tokens that come one by one, from the beginning of a text. Not for use by two threads at once.
    public TextStream stream() {
        return new TextStream(vocabulary);
    }

    /// A decoder for tokens that continue a text, so that a space at their beginning stays.
    ///
    /// @param tokens of the text so far
    public TextStream streamAfter(int... tokens) {
        TextStream stream = stream();
        for (int token : tokens) {
            stream.accept(token);
        }
        return stream;
    }

    private void encodePlain(String text, Place where, Tokens out) {
        String ruled = text;
        for (TextRule rule : rules) {
            ruled = rule.apply(ruled, where == Place.CONTINUED);
        }
        Place place = where;
        for (AddedTokens.Piece part : laterTokens.split(ruled)) {
            if (part.token() == null) {
                encoder.encode(part.text(), place, out);
            } else {
                out.add(part.token().id());
            }
            place = Place.BEHIND_A_TOKEN;
        }
    }

    private static void requireWholeCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw new IllegalArgumentException("the text holds half of a surrogate pair");
            }
        }
    }
}
