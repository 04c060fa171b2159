package org.weightgate.loader.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.weightgate.loader.tokenizer.PieceVocabulary.Kind;
import org.weightgate.loader.tokenizer.PieceVocabulary.Piece;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// Reads a SentencePiece `tokenizer.model` of type BPE, as Llama 1 and 2 have it. Whether the tokens of begin and end are put
/// around a text stands in `tokenizer_config.json`; without it a text gets the one of its beginning, as Meta's code does.
/// Tokens that this file or `added_tokens.json` add to those of the model are refused.
///
/// Control pieces such as `<s>` are never found in text: this is what SentencePiece itself does.
///
/// Source: `sentencepiece_model.proto` in github.com/google/sentencepiece.
final class SentencePieceModel {

    static final String FILE = "tokenizer.model";

    private static final String CONFIG = "tokenizer_config.json";
    private static final String ADDED = "added_tokens.json";
    private static final int BYTES = 32 << 20;
    private static final int CONFIG_BYTES = 16 << 20;
    private static final int BPE = 2;

    private final String file;
    private final int vocabularySize;
    private final PieceVocabulary vocabulary;
    private boolean trainer;
    private boolean normalizer;
    private boolean prefix = true;
    private boolean singleSpaces = true;
    private String unknownSurface = " \u2047 ";
    private long begin = 1;
    private long end = 2;

    private SentencePieceModel(String file, int vocabularySize) {
        this.file = file;
        this.vocabularySize = vocabularySize;
        this.vocabulary = new PieceVocabulary(file);
    }

    static Tokenizer read(WeightFiles files, int vocabularySize) throws IOException {
        SentencePieceModel model = parsed(FILE, files.bytes(FILE, BYTES), vocabularySize);
        if (files.has(ADDED)) {
            for (var added : WeightJson.read(files, ADDED, CONFIG_BYTES).members().entrySet()) {
                model.requireKnown(added.getValue(), added.getValue().integer(0, Integer.MAX_VALUE), added.getKey());
            }
        }
        if (!files.has(CONFIG)) {
            return model.tokenizer(true, false);
        }
        JsonField config = WeightJson.read(files, CONFIG, CONFIG_BYTES);
        JsonField added = config.get("added_tokens_decoder");
        for (var token : added.isPresent() ? added.members().entrySet() : Set.<Map.Entry<String, JsonField>> of()) {
            model.requireKnown(token.getValue(), id(token.getKey()), token.getValue().get("content").text());
        }
        if (config.get("add_prefix_space").isFalse() && model.prefix) {
            throw config.get("add_prefix_space").refused(FILE + " says add_dummy_prefix, and which counts differs by program");
        }
        return model.tokenizer(config.get("add_bos_token").truthOr(true), config.get("add_eos_token").truthOr(false));
    }

    /// Programs that read these lists find such a token in text, which this class would write in pieces.
    private void requireKnown(JsonField listed, long id, String content) throws WeightFormatException {
        if (!vocabulary.isPiece(id, content)) {
            throw listed.refused(FILE + " has no piece of this number and name: put a tokenizer.json beside it");
        }
    }

    /// -1 if it is no number.
    private static long id(String key) {
        return key.matches("[0-9]{1,9}") ? Long.parseLong(key) : -1;
    }

    static Tokenizer of(String file, byte[] bytes, int vocabularySize, boolean addBegin, boolean addEnd)
            throws WeightFormatException {
        return parsed(file, bytes, vocabularySize).tokenizer(addBegin, addEnd);
    }

    private static SentencePieceModel parsed(String file, byte[] bytes, int vocabularySize) throws WeightFormatException {
        if (bytes.length == 0 || bytes[0] != 10) {
            throw new WeightFormatException(file, "the first byte", bytes.length == 0 ? "absent" : bytes[0] & 0xff,
                    "a SentencePiece model begins with 10; Llama 3's list of ranks is not read: use its tokenizer.json");
        }
        var model = new SentencePieceModel(file, vocabularySize);
        model.fields(new ProtobufMessage(file, "", ByteBuffer.wrap(bytes)));
        return model;
    }

    private void fields(ProtobufMessage in) throws WeightFormatException {
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> vocabulary.add(piece(in.message("pieces[" + vocabulary.size() + "]")), vocabularySize);
                case 2 -> {
                    requireOnce(trainer, "trainer_spec");
                    trainer = true;
                    trainer(in.message("trainer_spec"));
                }
                case 3 -> {
                    requireOnce(normalizer, "normalizer_spec");
                    normalizer = true;
                    normalizer(in.message("normalizer_spec"));
                }
                case 5 -> requireIdentity(in.message("denormalizer_spec"));
                default -> in.skip();
            }
        }
        if (!trainer || !normalizer) {
            throw new WeightFormatException(file, trainer ? "normalizer_spec" : "trainer_spec", "absent", "it must be there");
        }
    }

    private Piece piece(ProtobufMessage in) throws WeightFormatException {
        String text = "";
        float score = 0;
        Kind kind = Kind.NORMAL;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> text = in.text("piece");
                case 2 -> score = in.number("score");
                case 3 -> kind = PieceVocabulary.kind(file, "the type of piece " + vocabulary.size(), in.integer("type"));
                default -> in.skip();
            }
        }
        // SentencePiece merges through unused pieces and takes them apart again.
        if (kind == Kind.UNUSED) {
            throw in.refused("type", "unused", "only pieces in use are read");
        }
        return new Piece(text, score, kind);
    }

    private void trainer(ProtobufMessage in) throws WeightFormatException {
        long type = 1;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 3 -> type = in.integer("model_type");
                case 24 -> {
                    if (in.truth("treat_whitespace_as_suffix")) {
                        throw in.refused("treat_whitespace_as_suffix", true, "only false is read");
                    }
                }
                case 41 -> begin = in.integer("bos_id");
                case 42 -> end = in.integer("eos_id");
                case 44 -> unknownSurface = in.text("unk_surface");
                default -> in.skip();
            }
        }
        if (type != BPE) {
            throw in.refused("model_type", type, "only 2, BPE, is read");
        }
        if (unknownSurface.length() > PieceMerges.LONGEST) {
            throw in.refused("unk_surface", unknownSurface.length() + " characters long",
                    "at most " + PieceMerges.LONGEST + " are read");
        }
    }

    private void normalizer(ProtobufMessage in) throws WeightFormatException {
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 2 -> requireNoMap(in);
                case 3 -> prefix = in.truth("add_dummy_prefix");
                case 4 -> singleSpaces = in.truth("remove_extra_whitespaces");
                case 5 -> {
                    if (!in.truth("escape_whitespaces")) {
                        throw in.refused("escape_whitespaces", false, "only true is read");
                    }
                }
                default -> in.skip();
            }
        }
    }

    private void requireIdentity(ProtobufMessage in) throws WeightFormatException {
        for (int number = in.next(); number != 0; number = in.next()) {
            if (number == 2) {
                requireNoMap(in);
            } else {
                in.skip();
            }
        }
    }

    private static void requireNoMap(ProtobufMessage in) throws WeightFormatException {
        int size = in.block("precompiled_charsmap").remaining();
        if (size > 0) {
            throw in.refused("precompiled_charsmap", size + " bytes", "only \"identity\", which has none, can be computed");
        }
    }

    private Tokenizer tokenizer(boolean addBegin, boolean addEnd) throws WeightFormatException {
        var leading = singleSpaces ? Tokenizer.Leading.ONE_SPACE_OF_EACH_TOKEN_BEFORE_ANY_TEXT
                : prefix ? Tokenizer.Leading.ONE_SPACE : Tokenizer.Leading.NOTHING;
        List<AddedToken> added = vocabulary.added(Set.of(Kind.USER_DEFINED), true);
        return new Tokenizer(added, TextRule.ofSentencePiece(singleSpaces, prefix), vocabulary.encoder(false),
                vocabulary.vocabularyOfSentencePiece(leading, unknownSurface, end),
                around("bos_id", addBegin, begin), around("eos_id", addEnd, end));
    }

    private int[] around(String field, boolean wanted, long id) throws WeightFormatException {
        if (!wanted) {
            return new int[0];
        }
        if (id < 0 || id >= vocabulary.size()) {
            throw new WeightFormatException(file, "trainer_spec." + field, id, "it must be the id of a piece");
        }
        return new int[] { (int) id };
    }

    private void requireOnce(boolean seen, String field) throws WeightFormatException {
        if (seen) {
            throw new WeightFormatException(file, field, "there twice", "it may appear once");
        }
    }
}
