package org.weightgate.loader.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.weights.WeightFormatException;

/// A vocabulary of pieces with scores and kinds, as `tokenizer.model` and GGUF have it; the position of a piece is its id.
///
/// Source: `ModelProto.SentencePiece` in `sentencepiece_model.proto` of github.com/google/sentencepiece.
final class PieceVocabulary {

    /// The most pieces that are read.
    static final int MOST = 1 << 22;
    /// Finding the merges of a piece takes time by the square of its length: of all pieces together so much, about a second.
    private static final long MOST_WORK = 1L << 28;

    /// What a piece is for, in the order of the numbers in both formats, which begin with 1.
    enum Kind {
        /// Text that comes about by merging.
        NORMAL,
        /// Stands for text that has no piece.
        UNKNOWN,
        /// Begins or ends a text, or part of a conversation; gives no text itself.
        CONTROL,
        /// Text that is never cut.
        USER_DEFINED,
        /// Takes up an id and nothing else.
        UNUSED,
        /// One byte of a character that has no piece.
        BYTE
    }

    /// @param score the higher, the sooner it is made; -0, which trainers write, is 0 here: as keys the two would differ
    record Piece(String text, float score, Kind kind) {

        Piece {
            score += 0f;
        }
    }

    private final String file;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<byte @Nullable []> bytes = new ArrayList<>();
    private final int[] byteTokens = new int[256];
    private final Set<Integer> special = new HashSet<>();
    private int unknown = -1;
    private long work;

    PieceVocabulary(String file) {
        this.file = file;
        Arrays.fill(byteTokens, -1);
    }

    static Kind kind(String file, String field, long number) throws WeightFormatException {
        if (number < 1 || number > Kind.values().length) {
            throw new WeightFormatException(file, field, number, "it must be from 1 to " + Kind.values().length);
        }
        return Kind.values()[(int) number - 1];
    }

    /// The next id stands for `piece`.
    void add(Piece piece, int vocabularySize) throws WeightFormatException {
        int id = pieces.size();
        String field = "piece " + id;
        if (id >= vocabularySize) {
            throw new WeightFormatException(file, field, "there", "the model has " + vocabularySize + " tokens");
        }
        if (piece.text.isEmpty() || piece.text.length() > PieceMerges.LONGEST) {
            throw new WeightFormatException(file, field, piece.text.length() + " characters long",
                    "it must be 1 to " + PieceMerges.LONGEST);
        }
        work += (long) piece.text.length() * piece.text.length();
        if (work > MOST_WORK) {
            throw new WeightFormatException(file, field, piece.text.length() + " characters long",
                    "this and the pieces before it are too long together");
        }
        if (!Float.isFinite(piece.score)) {
            throw new WeightFormatException(file, "the score of " + field, piece.score, "it must be finite");
        }
        switch (piece.kind) {
            case NORMAL -> named(piece.text, id, field);
            case UNKNOWN -> unknown(id, field);
            case CONTROL, UNUSED -> special.add(id);
            case USER_DEFINED -> {
            }
            case BYTE -> byteToken(piece.text, id, field);
        }
        pieces.add(piece);
        bytes.add(piece.kind == Kind.BYTE ? PieceFile.bytes(piece.text)
                : piece.text.replace(TextRule.SPACE, " ").getBytes(StandardCharsets.UTF_8));
    }

    int size() {
        return pieces.size();
    }

    /// Whether the piece with this id is written so.
    boolean isPiece(long id, String text) {
        return id >= 0 && id < pieces.size() && pieces.get((int) id).text.equals(text);
    }

    /// What turns text into these pieces.
    ///
    /// @param symbols whether user-defined pieces are merged like the others, too
    Pieces encoder(boolean symbols) {
        var merged = new HashMap<>(ids);
        var scores = new float[pieces.size()];
        for (int id = 0; id < scores.length; id++) {
            Piece piece = pieces.get(id);
            scores[id] = piece.score;
            if (symbols && piece.kind == Kind.USER_DEFINED) {
                merged.putIfAbsent(piece.text, id);
            }
        }
        return new Pieces(PieceFile.characters(merged), PieceMerges.of(merged, scores),
                Arrays.stream(byteTokens).boxed().toList(), unknown, true, Pieces.Spaces.KEPT, false);
    }

    /// The pieces of these kinds as tokens that are cut out of the text.
    ///
    /// @param afterRules whether they are searched for in the text as the rules left it
    List<AddedToken> added(Set<Kind> kinds, boolean afterRules) {
        var added = new ArrayList<AddedToken>();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            if (kinds.contains(piece.kind)) {
                added.add(new AddedToken(id, piece.text, afterRules, false, false, false, special.contains(id)));
            }
        }
        return added;
    }

    Tokenizer.Vocabulary vocabulary(Tokenizer.Leading leading, Set<Integer> ends) {
        return vocabulary(bytes, special, leading, Set.of(), ends);
    }

    /// What SentencePiece makes of the text: the unknown token has a surface, and only pieces of text lose a leading space.
    ///
    /// @param end the id that ends a text if it is a control piece, as `eos_id()` has it
    Tokenizer.Vocabulary vocabularyOfSentencePiece(Tokenizer.Leading leading, String unknownSurface, long end) {
        var surfaces = new ArrayList<byte @Nullable []>(bytes);
        var hidden = new HashSet<>(special);
        var verbatim = new HashSet<Integer>();
        Arrays.stream(byteTokens).filter(id -> id >= 0).forEach(verbatim::add);
        if (unknown >= 0) {
            hidden.remove(unknown);
            verbatim.add(unknown);
            surfaces.set(unknown, unknownSurface.getBytes(StandardCharsets.UTF_8));
        }
        boolean ends = end >= 0 && end < size() && pieces.get((int) end).kind == Kind.CONTROL;
        return vocabulary(surfaces, hidden, leading, verbatim, ends ? Set.of((int) end) : Set.of());
    }

    private static Tokenizer.Vocabulary vocabulary(List<byte @Nullable []> bytes, Set<Integer> special,
            Tokenizer.Leading leading, Set<Integer> verbatim, Set<Integer> ends) {
        return new Tokenizer.Vocabulary(Collections.unmodifiableList(bytes), Set.copyOf(special), leading,
                Set.copyOf(verbatim), Map.of(), ends);
    }

    private void named(String text, int id, String field) throws WeightFormatException {
        if (ids.putIfAbsent(text, id) != null) {
            throw new WeightFormatException(file, field, "\"" + text + "\"", "an earlier piece is the same");
        }
    }

    private void unknown(int id, String field) throws WeightFormatException {
        if (unknown >= 0) {
            throw new WeightFormatException(file, field, "unknown", "piece " + unknown + " is the unknown one already");
        }
        unknown = id;
        special.add(id);
    }

    private void byteToken(String text, int id, String field) throws WeightFormatException {
        int value = PieceFile.byteOf(text);
        if (value < 0 || byteTokens[value] >= 0) {
            throw new WeightFormatException(file, field, "\"" + text + "\"",
                    "a byte must be written <0x00> to <0xFF>, each once");
        }
        byteTokens[value] = id;
    }
}
