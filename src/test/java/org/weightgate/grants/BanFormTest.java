package org.weightgate.grants;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.web.Problem.FieldError;

class BanFormTest {

    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    @Test
    void theReasonKeepsItsLinesAndLosesWhatIsNotSeen() {
        assertThat(form(" First\tline. \r\n\r\nSecond\rthird \u202eturned\u0000. \n").reasonOrRefuse())
                .isEqualTo("First line.\n\nSecond\nthird turned.");
    }

    @Test
    void aThousandLinesOfOneCharacterFitWithTheirLineBreaks() {
        assertThat(form("x\r\n".repeat(500)).reasonOrRefuse()).hasSize(999);
    }

    @Test
    void whatIsEmptyOrTooLongIsRefusedAtOnce() {
        for (String reason : List.of("", " \n\t ", "x".repeat(1001), " ".repeat(5_000_000) + "x", "\r".repeat(5_000_000))) {
            assertTimeoutPreemptively(ofSeconds(20),
                    () -> assertThatThrownBy(form(reason)::reasonOrRefuse).isInstanceOf(BanRefusedException.class));
        }
    }

    @ParameterizedTest
    @CsvSource({ "person, Write the user name of the person to ban.", "organisation, Write whom to ban.",
            "address, 'Write an address, for example name@example.org.'",
            "domain, 'Write a domain with at least one dot, for example example.org.'" })
    void allThatIsMissingIsNamedAtOnce(String kind, String words) {
        var form = new BanForm(kind, " ", "", "soon", List.of());

        assertThat(form.with(new BanRefusedException("until", "Choose another day."), NOW).errors())
                .extracting(FieldError::field).containsExactly("until", "who", "reason");
        assertThat(form.with(new BanRefusedException("reason", "Write why."), NOW).errors())
                .contains(new FieldError("who", words));
    }

    @Test
    void aDayThatNoCalendarOfOursReachesIsRefused() {
        for (String day : List.of("+500000-01-01", "+10000-01-01", "-500000-01-01")) {
            assertThatThrownBy(() -> new BanForm("person", "ada", "x", day, List.of()).untilOrRefuse(NOW))
                    .isInstanceOf(BanRefusedException.class);
        }
        assertThat(new BanForm("person", "ada", "x", "9999-12-31", List.of()).untilOrRefuse(NOW)).isPresent();
    }

    private static BanForm form(String reason) {
        return new BanForm("person", "ada", reason, "", List.of());
    }
}
