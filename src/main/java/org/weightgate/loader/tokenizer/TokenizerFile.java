package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFormatException;

/// Reads a `tokenizer.json` and refuses, by name, what [Tokenizer] does not do.
///
/// `truncation` and `padding` are not looked at: they are settings of a batch, not of the vocabulary.
final class TokenizerFile {

    private static final String VERSION = "1.0";
    private static final int ADDED = 20_000;

    private final JsonField document;
    private final JsonField model;
    private final int vocabularySize;
    /// Of the model's vocabulary and of the added tokens, by content.
    private final Map<String, Integer> ids = new HashMap<>();
    /// What each id stands for in text.
    private final List<byte @Nullable []> bytes = new ArrayList<>();

    /// @param vocabularySize of the model: an id at or above it is refused
    TokenizerFile(JsonField document, int vocabularySize) throws WeightFormatException {
        this.document = document;
        this.model = document.get("model");
        this.vocabularySize = vocabularySize;
    }

    Tokenizer tokenizer() throws WeightFormatException {
        if (!document.get("version").textOr(VERSION).equals(VERSION)) {
            throw document.get("version").refused("only \"" + VERSION + "\" is read");
        }
        requirePlainModel(model);
        return PieceFile.describes(document) ? pieces() : byteLevel();
    }

    private Tokenizer byteLevel() throws WeightFormatException {
        Map<String, Integer> inModel = vocabulary(ByteAlphabet::bytes);
        requireNoNormalizer(document.get("normalizer"));
        requireByteLevel(document.get("decoder"));
        List<AddedToken> added = added(List.of(), ByteAlphabet::bytes);
        return tokenizer(added, List.of(), byteLevelEncoder(inModel), Tokenizer.Leading.NOTHING);
    }

    private Tokenizer pieces() throws WeightFormatException {
        Function<String, byte[]> decoder = PieceFile.decodesBytes(document) ? PieceFile::bytes : PieceFile::text;
        Map<String, Integer> inModel = vocabulary(decoder);
        var parts = new PieceFile(document, inModel);
        List<TextRule> rules = parts.rules();
        List<AddedToken> added = added(rules, decoder);
        return tokenizer(added, rules, parts.encoder(merges(inModel)), parts.leading());
    }

    private Tokenizer tokenizer(List<AddedToken> added, List<TextRule> rules, WordEncoder encoder, Tokenizer.Leading leading)
            throws WeightFormatException {
        Set<Integer> special = added.stream().filter(AddedToken::special).map(AddedToken::id)
                .collect(Collectors.toUnmodifiableSet());
        var vocabulary = new Tokenizer.Vocabulary(Collections.unmodifiableList(bytes), special, leading, Set.of(),
                leading == Tokenizer.Leading.ALL_MARKS_OF_THE_FIRST_TOKEN ? unmarked() : Map.of(), Tokenizer.ends(added));
        var template = Template.of(document.get("post_processor"), vocabularySize);
        return new Tokenizer(added, rules, encoder, vocabulary, template.before(), template.after());
    }

    /// Reads the model's own tokens, before any are added; they alone are merged.
    private Map<String, Integer> vocabulary(Function<String, byte[]> decoder) throws WeightFormatException {
        for (var entry : model.get("vocab").members().entrySet()) {
            name(entry.getKey(), entry.getValue(), decoder);
        }
        return Map.copyOf(ids);
    }

    private Map<Integer, byte[]> unmarked() {
        var unmarked = new HashMap<Integer, byte[]>();
        ids.forEach((token, id) -> {
            if (token.contains(TextRule.SPACE)) {
                unmarked.put(id, PieceFile.text(token.replace(TextRule.SPACE, "")));
            }
        });
        return Map.copyOf(unmarked);
    }

    private void name(String token, JsonField field, Function<String, byte[]> decoder) throws WeightFormatException {
        int id = field.count(0, vocabularySize - 1);
        while (bytes.size() <= id) {
            bytes.add(null);
        }
        if (bytes.get(id) != null) {
            throw field.refused("another token has that id");
        }
        bytes.set(id, decoder.apply(token));
        ids.put(token, id);
    }

    private static void requireNoNormalizer(JsonField normalizer) throws WeightFormatException {
        if (!normalizer.isPresent()) {
            return;
        }
        JsonField parts = normalizer.get("normalizers");
        if (!normalizer.get("type").text().equals("Sequence") || !parts.items().isEmpty()) {
            throw normalizer.get("type").refused("text can not be normalised: only null is read");
        }
    }

    private static void requireByteLevel(JsonField decoder) throws WeightFormatException {
        JsonField one = decoder;
        if (decoder.isPresent() && decoder.get("type").text().equals("Sequence")) {
            List<JsonField> parts = decoder.get("decoders").items();
            one = parts.size() == 1 ? parts.getFirst() : decoder;
        }
        if (!one.isPresent() || !one.get("type").text().equals("ByteLevel")) {
            throw decoder.refused("only the decoder \"ByteLevel\" is read");
        }
    }

    private static void requirePlainModel(JsonField model) throws WeightFormatException {
        if (!model.get("type").textOr("BPE").equals("BPE")) {
            throw model.get("type").refused("only \"BPE\" is read");
        }
        for (String setting : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.get(setting).textOr("").isEmpty()) {
                throw model.get(setting).refused("only vocabularies without it are read");
            }
        }
        if (model.get("dropout").isPresent() && model.get("dropout").number(0, 1) != 0) {
            throw model.get("dropout").refused("tokens must be the same each time");
        }
    }

    private ByteLevel byteLevelEncoder(Map<String, Integer> inModel) throws WeightFormatException {
        if (model.get("byte_fallback").truthOr(false)) {
            throw model.get("byte_fallback").refused("a byte-level vocabulary has every byte");
        }
        Words words = Words.of(document.get("pre_tokenizer"));
        Map<String, Integer> wholeWords = model.get("ignore_merges").truthOr(false) ? inModel : Map.of();
        return new ByteLevel(words.patterns(), words.prefixSpace(), ByteAlphabet.tokens(inModel), merges(inModel), wholeWords);
    }

    private BytePairEncoding merges(Map<String, Integer> inModel) throws WeightFormatException {
        var encoding = new BytePairEncoding();
        int rank = 0;
        for (JsonField merge : model.get("merges").items()) {
            String[] pair = pair(merge);
            encoding.merge(rank++, known(merge, pair[0], inModel), known(merge, pair[1], inModel),
                    known(merge, pair[0] + pair[1], inModel));
        }
        return encoding;
    }

    private static String[] pair(JsonField merge) throws WeightFormatException {
        if (merge.isText()) {
            String[] pair = merge.text().split(" ", -1);
            if (pair.length != 2) {
                throw merge.refused("it must be two tokens with one space between them");
            }
            return pair;
        }
        List<JsonField> pair = merge.items();
        if (pair.size() != 2) {
            throw merge.refused("it must be two tokens");
        }
        return new String[] { pair.getFirst().text(), pair.getLast().text() };
    }

    private static int known(JsonField merge, String token, Map<String, Integer> ids) throws WeightFormatException {
        Integer id = ids.get(token);
        if (id == null) {
            throw merge.refused("the vocabulary has no \"" + token + "\"");
        }
        return id;
    }

    private List<AddedToken> added(List<TextRule> rules, Function<String, byte[]> decoder) throws WeightFormatException {
        var added = new ArrayList<AddedToken>();
        JsonField field = document.get("added_tokens");
        if (!field.isPresent()) {
            return added;
        }
        List<JsonField> items = field.items();
        if (items.size() > ADDED) {
            throw field.refused("at most " + ADDED + " are read");
        }
        int next = ids.size();
        for (JsonField item : items) {
            String content = item.get("content").text();
            int id = item.get("id").count(0, vocabularySize - 1);
            if (content.isEmpty() || content.length() > AddedTokens.LONGEST) {
                throw item.get("content").refused("it must have from 1 to " + AddedTokens.LONGEST + " characters");
            }
            Integer known = ids.get(content);
            if (known == null) {
                requireNext(item.get("id"), id, next);
                name(content, item.get("id"), decoder);
            } else if (known != id) {
                throw item.get("id").refused("the token \"" + content + "\" has id " + known + " already");
            }
            next = Math.max(next, id + 1);
            boolean normalized = item.get("normalized").truthOr(false);
            String sought = content;
            for (TextRule rule : normalized ? rules : List.<TextRule> of()) {
                sought = rule.apply(sought, false);
            }
            if (sought.isEmpty()) {
                throw item.get("content").refused("the normaliser leaves nothing of it");
            }
            added.add(new AddedToken(id, sought, normalized, item.get("single_word").truthOr(false),
                    item.get("lstrip").truthOr(false), item.get("rstrip").truthOr(false), item.get("special").truthOr(false)));
        }
        return added;
    }

    /// Hugging Face's library does not read the ids of tokens that are not in the vocabulary: it numbers them from there on.
    private static void requireNext(JsonField field, int id, int next) throws WeightFormatException {
        if (id != next) {
            throw field.refused("the next one is " + next + ", and Hugging Face's library gives it that");
        }
    }
}
