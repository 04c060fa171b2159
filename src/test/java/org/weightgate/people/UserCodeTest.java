package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCodeTest {

    @ParameterizedTest
    @ValueSource(strings = { "BCDF-GHJK", "bcdfghjk", " bcdf ghjk " })
    void aCodeIsReadHoweverItIsTyped(String typed) {
        assertThat(UserCode.typed(typed)).hasToString("Optional[BCDF-GHJK]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "BCDF", "BCDF-GHJKM", "AEIO-UAEI", "BCDF-GHJ1", "BCDF-GHJL" })
    void othersAreNone(String typed) {
        assertThat(UserCode.typed(typed)).isEmpty();
    }

    @Test
    void noLetterIsEasilyTakenForAnother() {
        assertThat(UserCode.ALPHABET).doesNotContain("A", "E", "I", "L", "O", "U", "0", "1");
    }

    @Test
    void codesDiffer() {
        assertThat(UserCode.next()).isNotEqualTo(UserCode.next());
    }
}
