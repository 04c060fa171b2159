package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {

    @ParameterizedTest
    @CsvSource({ "PT0S, 1 minute, 1 minute", "PT59M59S, 59 minutes, 59 minutes", "PT1H29M, 1 hour, 1 hour",
            "PT1H31M, 1 hour, 2 hours", "PT23H40M, 23 hours, 1 day", "PT35H, 1 day, 1 day", "PT71H59M, 2 days, 3 days" })
    void whatPassedCountsWholeUnitsAndWhatIsLeftTheNearest(Duration time, String passed, String left) {
        assertThat(Age.words(time)).isEqualTo(passed);
        assertThat(Age.left(time)).isEqualTo(left);
    }
}
