package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.TermsDiff.Change;
import org.weightgate.catalogue.TermsDiff.Piece;

class TermsDiffTest {

    @Test
    void aSentenceThatChangedStandsOutInItsPlace() {
        var diff = TermsDiff.between("Be kind. Use it for research.\nTell nobody.",
                "Be kind. Use it for anything.\nTell nobody. Pay.");

        assertThat(diff.pieces()).containsExactly(new Piece(Change.SAME, "Be kind."),
                new Piece(Change.OUT, "Use it for research."), new Piece(Change.IN, "Use it for anything."),
                new Piece(Change.SAME, "Tell nobody."), new Piece(Change.IN, "Pay."));
    }

    @Test
    void lineBreaksAloneAreNoChange() {
        assertThat(TermsDiff.between("One. Two.", "One.\n\nTwo.\n").isEmpty()).isTrue();
        assertThat(TermsDiff.between("", "").isEmpty()).isTrue();
        assertThat(TermsDiff.between("One.", "Two.").isEmpty()).isFalse();
    }
}
