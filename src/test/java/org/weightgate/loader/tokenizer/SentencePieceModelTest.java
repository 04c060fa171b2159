package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.loader.weights.WeightFormatException;

/// Files of a few pieces, each with one thing that is not as it must be.
class SentencePieceModelTest {

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;

    /// A Protocol Buffers message being written.
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            tag(field, 0);
            varint(value);
            return this;
        }

        Message number(int field, float value) {
            tag(field, 5);
            out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
            return this;
        }

        Message block(int field, byte[] bytes) {
            tag(field, 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message text(int field, String text) {
            return block(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message message) {
            return block(field, message.bytes());
        }

        /// Only the beginning of a field, of a wire type that may not exist.
        Message tag(int field, int type) {
            varint((long) field << 3 | type);
            return this;
        }

        Message raw(int... bytes) {
            IntStream.of(bytes).forEach(out::write);
            return this;
        }

        Message and(Message more) {
            out.writeBytes(more.bytes());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }

    private static Message piece(String text, float score, int kind) {
        return new Message().text(1, text).number(2, score).number(3, kind);
    }

    /// 0 to 8: unknown, begin, end, then text.
    private static List<Message> pieces() {
        return List.of(piece("<unk>", 0, UNKNOWN), piece("<s>", 0, CONTROL), piece("</s>", 0, CONTROL),
                piece("\u2581", -9, NORMAL), piece("a", -8, NORMAL), piece("b", -7, NORMAL), piece("ab", -1, NORMAL),
                piece("\u2581ab", -2, NORMAL), piece("ba", -1, NORMAL));
    }

    private static Message model(List<Message> pieces, Message trainer, Message normalizer) {
        var model = new Message();
        pieces.forEach(piece -> model.message(1, piece));
        return model.message(2, trainer).message(3, normalizer);
    }

    private static Message trainer() {
        return new Message().number(3, 2);
    }

    private static Message with(Message... more) {
        var pieces = new ArrayList<>(pieces());
        pieces.addAll(List.of(more));
        return model(pieces, trainer(), new Message());
    }

    private static Message trained(Message trainer) {
        return model(pieces(), trainer, new Message());
    }

    private static Message normalized(Message normalizer) {
        return model(pieces(), trainer(), normalizer);
    }

    private static Tokenizer read(Message model) throws WeightFormatException {
        return SentencePieceModel.of(SentencePieceModel.FILE, model.bytes(), 12, true, true);
    }

    @Test
    void whatIsLeftOutIsAsTheFormatHasIt() throws WeightFormatException {
        Tokenizer tokenizer = read(with());

        assertThat(tokenizer.encode("ab  ab")).as("one space, and one in front").containsExactly(1, 7, 7, 2);
        assertThat(tokenizer.encode("ba")).as("the best score first, the leftmost among equals").containsExactly(1, 3, 8, 2);
        assertThat(tokenizer.encode("aba")).containsExactly(1, 7, 4, 2);
        assertThat(tokenizer.encode("x<s>")).as("no control pieces, unknown ones together").containsExactly(1, 3, 0, 2);
        assertThat(tokenizer.decode(7, 0, 1, 4)).isEqualTo("ab \u2047 a");
        assertThat(tokenizer.endTokens()).containsExactly(2);
    }

    /// SentencePiece's trainer gives the first merge the score -0.
    @Test
    void scoresOfZeroAreEqualWhateverTheirSign() throws WeightFormatException {
        var pieces = List.of(piece("<unk>", 0, UNKNOWN), piece("<s>", 0, CONTROL), piece("</s>", 0, CONTROL),
                piece("\u2581", -9, NORMAL), piece("a", -8, NORMAL), piece("b", -7, NORMAL), piece("c", -6, NORMAL),
                piece("ab", -0f, NORMAL), piece("bc", 0f, NORMAL));

        assertThat(read(model(pieces, trainer(), new Message())).encode("abc")).as("the leftmost among equals")
                .containsExactly(1, 3, 7, 6, 2);
    }

    /// SentencePiece looks for the text of two neighbours and not for their ids.
    @Test
    void piecesMayHoldCharactersThatAreNone() throws WeightFormatException {
        var pieces = List.of(piece("<unk>", 0, UNKNOWN), piece("<s>", 0, CONTROL), piece("</s>", 0, CONTROL),
                piece("a", -1, NORMAL), piece("a\u00e9", -2, NORMAL), piece("abc", -3, NORMAL));
        Tokenizer tokenizer = read(model(pieces, trainer(), new Message().number(3, 0)));

        assertThat(tokenizer.encode("a\u00e9")).containsExactly(1, 4, 2);
        assertThat(tokenizer.encode("ab")).containsExactly(1, 3, 0, 2);
        assertThat(tokenizer.encode("abc")).as("which no two pieces make").containsExactly(1, 3, 0, 2);
    }

    @Test
    void settingsAreHeeded() throws WeightFormatException {
        var trainer = trainer().number(41, 4).number(42, 5).text(44, "?");
        Tokenizer tokenizer = read(
                model(pieces(), trainer, new Message().number(3, 0).number(4, 0).number(5, 1).block(2, new byte[0])));

        assertThat(tokenizer.encode("ab  ab")).containsExactly(4, 6, 3, 7, 5);
        assertThat(tokenizer.decode(7, 0)).isEqualTo(" ab?");
        assertThat(tokenizer.endTokens()).as("no control piece").isEmpty();
    }

    @Test
    void whatIsNotKnownIsSkipped() throws WeightFormatException {
        Message any = new Message().number(99, Long.MAX_VALUE).number(98, 1f).text(97, "x").tag(96, 1).raw(1, 2, 3, 4, 5, 6, 7,
                8);
        var pieces = new ArrayList<>(pieces());
        pieces.add(new Message().text(1, "c").number(2, -3f).and(any));
        Message model = model(pieces, trainer().and(any), new Message().and(any)).message(5, any).and(any);

        assertThat(read(model).encode("cab")).containsExactly(1, 3, 9, 6, 2);
    }

    @Test
    void bytesStandForCharactersThatAreNoPiece() throws WeightFormatException {
        Tokenizer tokenizer = read(with(piece("<0xC3>", 0, BYTE), piece("<0xA9>", 0, BYTE)));

        assertThat(tokenizer.encode("\u00e9")).containsExactly(1, 3, 9, 10, 2);
        assertThat(tokenizer.encode("\u00e8")).as("of which not every byte is there").containsExactly(1, 3, 0, 2);
        assertThat(tokenizer.decode(9, 10)).isEqualTo("\u00e9");
    }

    @Test
    void userDefinedPiecesAreCutOutFirst() throws WeightFormatException {
        Tokenizer tokenizer = read(with(piece("bab", 0, USER_DEFINED)));

        assertThat(tokenizer.encode("abab")).containsExactly(1, 3, 4, 9, 2);
    }

    static Stream<Arguments> broken() {
        String long513 = "x".repeat(513);
        return Stream.of(refused("nothing", new Message(), "the first byte"),
                refused("ranks", new Message().raw('I', 'Q'), "the first byte"),
                refused("no trainer", new Message().message(1, piece("a", 0, NORMAL)).message(3, new Message()),
                        "trainer_spec"),
                refused("no normaliser", new Message().message(1, piece("a", 0, NORMAL)).message(2, trainer()),
                        "normalizer_spec"),
                refused("two trainers", with().message(2, trainer()), "trainer_spec"),
                refused("two normalisers", with().message(3, new Message()), "normalizer_spec"),
                refused("Unigram", trained(new Message().number(3, 1)), "trainer_spec.model_type"),
                refused("Unigram by default", trained(new Message()), "trainer_spec.model_type"),
                refused("a type that is text", trained(new Message().text(3, "BPE")), "trainer_spec.model_type"),
                refused("spaces behind", trained(trainer().number(24, 1)), "trainer_spec.treat_whitespace_as_suffix"),
                refused("a truth of 2", trained(trainer().number(24, 2)), "trainer_spec.treat_whitespace_as_suffix"),
                refused("a long surface", trained(trainer().text(44, long513)), "trainer_spec.unk_surface"),
                refused("begin is no piece", trained(trainer().number(41, 9)), "trainer_spec.bos_id"),
                refused("begin is none", trained(trainer().number(41, -1)), "trainer_spec.bos_id"),
                refused("end is no piece", trained(trainer().number(42, 9)), "trainer_spec.eos_id"),
                refused("spaces as they are", normalized(new Message().number(5, 0)), "normalizer_spec.escape_whitespaces"),
                refused("a map", normalized(new Message().text(2, "m")), "normalizer_spec.precompiled_charsmap"),
                refused("a map back", with().message(5, new Message().text(2, "m")), "denormalizer_spec.precompiled_charsmap"),
                refused("unused", with(piece("c", 0, UNUSED)), "pieces[9].type"),
                refused("kind 0", with(piece("c", 0, 0)), "the type of piece 9"),
                refused("kind 7", with(piece("c", 0, 7)), "the type of piece 9"),
                refused("no score", with(piece("c", Float.NaN, NORMAL)), "the score of piece 9"),
                refused("endless score", with(piece("c", Float.NEGATIVE_INFINITY, NORMAL)), "the score of piece 9"),
                refused("empty", with(piece("", 0, NORMAL)), "piece 9"),
                refused("long", with(piece(long513, 0, NORMAL)), "piece 9"),
                refused("twice", with(piece("ab", 0, NORMAL)), "piece 9"),
                refused("two unknown", with(piece("c", 0, UNKNOWN)), "piece 9"),
                refused("no byte", with(piece("<0xG0>", 0, BYTE)), "piece 9"),
                refused("a byte of one digit", with(piece("<0x0>", 0, BYTE)), "piece 9"),
                refused("a byte twice", with(piece("<0x00>", 0, BYTE), piece("<0x00>", 0, BYTE)), "piece 10"),
                refused("more than the model has", with(piece("c", 0, NORMAL), piece("d", 0, NORMAL), piece("e", 0, NORMAL),
                        piece("f", 0, NORMAL)), "piece 12"),
                refused("field 0", with().raw(0, 0), "a field's number"),
                refused("a group", with().tag(99, 3), "a field's type"),
                refused("a number without end", with().tag(99, 0).raw(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                        0x80, 0x80, 0), "a number"),
                refused("a number cut off", with().tag(99, 0).raw(0x80), "a number"),
                refused("a block cut off", with().tag(1, 2).raw(2, 10), "pieces[9]"),
                refused("a block of 2^63 bytes", with().tag(1, 2).raw(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1),
                        "pieces[9]"),
                refused("four bytes cut off", with().message(1, new Message().tag(2, 5).raw(0, 0, 0)), "pieces[9].score"),
                refused("eight bytes cut off", with().tag(99, 1).raw(0, 0, 0, 0, 0, 0, 0), "a field"),
                refused("not UTF-8", with(new Message().block(1, new byte[] { (byte) 0xff })), "pieces[9].piece"));
    }

    private static Arguments refused(String what, Message model, String field) {
        return Arguments.of(what, model.bytes(), field);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsNotAsItMustBeIsRefusedByName(String what, byte[] model, String field) {
        assertThatThrownBy(() -> SentencePieceModel.of(SentencePieceModel.FILE, model, 12, true, true)).as(what)
                .isInstanceOfSatisfying(WeightFormatException.class, refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void theirLimitsAreRead() throws WeightFormatException {
        String long512 = "x".repeat(512);

        assertThat(read(model(pieces(), trainer().text(44, long512), new Message())).decode(0)).isEqualTo(long512);
        assertThat(read(with(piece(long512, 0, NORMAL))).decode(9)).isEqualTo(long512);
        assertThat(read(trained(trainer().number(41, 8).number(42, 0))).encode("a")).containsExactly(8, 3, 4, 0);
        for (var wanted : Map.of(true, new int[] { 1, 3, 4 }, false, new int[] { 3, 4 }).entrySet()) {
            assertThat(SentencePieceModel.of(SentencePieceModel.FILE, with().bytes(), 9, wanted.getKey(), false).encode("a"))
                    .isEqualTo(wanted.getValue());
        }
    }

    @Test
    void theFirstPieceIsMergedLikeOthers() throws WeightFormatException {
        var pieces = List.of(piece("a", -3, NORMAL), piece("b", -3, NORMAL), piece("ab", -1, NORMAL), piece("ba", -2, NORMAL),
                piece("<s>", 0, CONTROL));
        Tokenizer tokenizer = read(model(pieces, trainer().number(41, 4).number(42, 4), new Message().number(3, 0)));

        assertThat(tokenizer.encode("ab")).containsExactly(4, 2, 4);
        assertThat(tokenizer.encode("ba")).containsExactly(4, 3, 4);
        assertThat(tokenizer.encode("bab")).containsExactly(4, 1, 2, 4);
    }

    /// The first piece may be a byte, and the end may be named where no piece is as long as nobody wants it.
    @Test
    void firstAndLastIdsAreIds() throws WeightFormatException {
        List<Message> pieces = List.of(piece("<0x20>", 0, BYTE), piece("a", 0, NORMAL), piece("<s>", 0, CONTROL));
        Message model = model(pieces, trainer().number(41, 2).number(42, 3), new Message().number(3, 0));
        Tokenizer tokenizer = SentencePieceModel.of(SentencePieceModel.FILE, model.bytes(), 3, true, false);

        assertThat(tokenizer.encode(" a")).as("one space at the beginning goes").containsExactly(2, 1);
        assertThat(tokenizer.decode(0, 1)).as("a byte is no space that was put there").isEqualTo(" a");
        assertThat(tokenizer.endTokens()).isEmpty();
        assertThatThrownBy(
                () -> read(model(List.of(piece("<0x20>", 0, BYTE), piece("<0x20>", 0, BYTE)), trainer(), new Message())))
                .hasMessageContaining("piece 1");
    }
}
