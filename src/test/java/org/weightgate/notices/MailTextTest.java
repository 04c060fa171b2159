package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextTest {

    @ParameterizedTest
    @ValueSource(strings = { "Ada\r\nBcc: all@example.org", "Ada\nBcc: all@example.org", "Ada\u2028Bcc: all@example.org",
            "Ada\u0085Bcc: all@example.org", "Ada\u000bBcc: all@example.org", "Ada\u0000 Bcc: all@example.org" })
    void aLineNeverEndsInsideASubject(String name) {
        assertThat(MailText.line(name)).doesNotMatch("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*").startsWith("Ada");
    }

    @Test
    void readingDirectionIsNotTurnedAround() {
        assertThat(MailText.line("invoice\u202egpj.exe \u2066x\u2069 \u200fy")).isEqualTo("invoicegpj.exe x y");
    }

    @Test
    void wordsOfAnyLanguageStay() {
        assertThat(MailText.line("Zoë 李 Ωμέγα é")).isEqualTo("Zoë 李 Ωμέγα é");
    }

    @Test
    void aLongLineIsCutBetweenCharacters() {
        assertThat(MailText.line("😀".repeat(300)).codePoints()).hasSize(200).endsWith((int) '…');
    }

    @Test
    void aBlockKeepsItsLines() {
        assertThat(MailText.block(" first\r\nsecond\u0007\n\nthird ")).isEqualTo("first\nsecond\n\nthird");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ada", "ada@", "@example.org", "a da@example.org", "ada@example.org\r\nBcc: x@example.org",
            "ada@example.org,bob@example.org", "<ada@example.org>", "ada@exa@mple.org" })
    void whatIsNoAddressIsNoRecipient(String recipient) {
        assertThat(MailText.isAddress(recipient)).isFalse();
    }

    @Test
    void anAddressIsARecipient() {
        assertThat(MailText.isAddress("ada.lovelace+weights@maths.example.org")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://elsewhere.example.org/", "//elsewhere.example.org/", "grants" })
    void aLetterLinksOnlyIntoThePortal(String path) {
        assertThatThrownBy(() -> new Letter("G-1", "Hello", "Hello Ada,", List.of(), "Open", path))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
