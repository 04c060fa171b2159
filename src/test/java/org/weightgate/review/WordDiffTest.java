package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.weightgate.review.WordDiff.Change;
import org.weightgate.review.WordDiff.Piece;

class WordDiffTest {

    @Test
    void equalTextsAreOnePieceAndEmptyOnesNone() {
        assertThat(WordDiff.between("the same words", "the same words"))
                .containsExactly(new Piece(Change.SAME, "the same words"));
        assertThat(WordDiff.between("", "")).isEmpty();
    }

    @Test
    void aChangedWordIsShownInItsPlace() {
        assertThat(WordDiff.between("we measure small models", "we compare small models")).containsExactly(
                new Piece(Change.SAME, "we "), new Piece(Change.REMOVED, "measure"), new Piece(Change.ADDED, "compare"),
                new Piece(Change.SAME, " small models"));
    }

    @Test
    void wordsOfEveryScriptStayWhole() {
        assertThat(WordDiff.between("изучаем модели", "изучаем большие модели"))
                .contains(new Piece(Change.ADDED, "большие "));
    }

    @Test
    void bothSidesCanBePutTogetherAgain() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            String before = text(random);
            String after = text(random);

            List<Piece> pieces = WordDiff.between(before, after);

            assertThat(side(pieces, Change.ADDED)).isEqualTo(before);
            assertThat(side(pieces, Change.REMOVED)).isEqualTo(after);
        }
    }

    @Test
    void veryLongTextsAreNotComparedForEver() {
        String before = "a b ".repeat(4000);
        String after = "c d ".repeat(4000);

        assertThat(WordDiff.between(before, after)).extracting(Piece::change).contains(Change.REMOVED, Change.ADDED);
    }

    private static String side(List<Piece> pieces, Change without) {
        return pieces.stream().filter(piece -> piece.change() != without).map(Piece::text).collect(Collectors.joining());
    }

    private static String text(Random random) {
        return IntStream.range(0, random.nextInt(30))
                .mapToObj(_ -> List.of("one", "two", "three", "\n", " ", "!").get(random.nextInt(6)))
                .collect(Collectors.joining());
    }
}
