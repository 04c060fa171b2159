package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Places and forecasts are as exact as they are known.
class OutlookWordsTest {

    @ParameterizedTest
    @CsvSource({ "0, next request", "1, number 2 in", "999, number 1000 in", "1000, 'about number 1,000'",
            "4321, 'about number 4,300'",
            "987654, 'about number 990,000'" })
    void aPlaceIsExactUpToAThousand(long ahead, String words) {
        assertThat(OutlookWords.place(ahead)).contains(words);
        assertThat(OutlookWords.place(ahead).contains("about")).isEqualTo(ahead >= 1000);
    }

    @Test
    void tooFewDecisionsMakeNoForecast() {
        assertThat(OutlookWords.forecast(0, Duration.ZERO, Duration.ZERO)).contains("nobody can say");
        assertThat(OutlookWords.forecast(1, Duration.ZERO, Duration.ZERO)).contains("Only 1 request was", "too few");
        assertThat(OutlookWords.forecast(9, Duration.ofDays(1), Duration.ofDays(2))).contains("too few");
        assertThat(OutlookWords.forecast(10, Duration.ofHours(30), Duration.ofDays(5))).contains("half", "30 hours", "5 days");
        assertThat(OutlookWords.forecast(10, Duration.ofHours(50), Duration.ofHours(70)))
                .as("the same words are not said twice").contains("nine in ten requests", "3 days").doesNotContain("half");
    }

    @ParameterizedTest
    @CsvSource({ "PT1S, a minute", "PT61S, 2 minutes", "PT90M, 90 minutes", "PT91M, 2 hours", "PT36H, 36 hours",
            "PT37H, 2 days",
            "P30D, 30 days" })
    void timesAreRoundedUp(Duration time, String words) {
        assertThat(OutlookWords.span(time)).isEqualTo(words);
    }
}
