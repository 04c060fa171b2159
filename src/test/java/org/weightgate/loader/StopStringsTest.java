package org.weightgate.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class StopStringsTest {

    @Test
    void textEndsInFrontOfAStopStringWhereverThePiecesAreCut() {
        String whole = "She said: the END. And more.";
        for (int step = 1; step < 9; step++) {
            var stops = new StopStrings(List.of("END.", "never"));
            var text = new StringBuilder();
            for (int i = 0; i < whole.length() && !stops.isStopped(); i += step) {
                text.append(stops.accept(whole.substring(i, Math.min(whole.length(), i + step))));
            }
            text.append(stops.finish());

            assertThat(stops.isStopped()).isTrue();
            assertThat(text).hasToString("She said: the ");
        }
    }

    @Test
    void whatOnlyLooksLikeABeginningIsGivenOutLater() {
        var stops = new StopStrings(List.of("aab"));

        assertThat(stops.accept("xa")).isEqualTo("x");
        assertThat(stops.accept("a")).isEmpty();
        assertThat(stops.accept("a")).isEqualTo("a");
        assertThat(stops.accept("c")).isEqualTo("aac");
        assertThat(stops.accept("a")).isEmpty();
        assertThat(stops.finish()).isEqualTo("a");
    }

    @Test
    void theFirstOfSeveralEndsTheText() {
        var stops = new StopStrings(List.of("later", "soon"));

        assertThat(stops.accept("very soon, not later")).isEqualTo("very ");
    }

    @Test
    void withoutStopStringsNothingIsHeldBack() {
        assertThat(new StopStrings(List.of()).accept("all of it")).isEqualTo("all of it");
    }
}
