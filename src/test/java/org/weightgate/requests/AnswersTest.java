package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.web.Problem.FieldError;

class AnswersTest {

    @Test
    void completeAnswersPass() {
        assertThat(new Answers(KnownAnswers.COMPLETE).errors()).isEmpty();
    }

    @Test
    void everyRequiredQuestionIsNamedWhenNothingWasWritten() {
        assertThat(Answers.empty().errors()).extracting(FieldError::field)
                .containsExactly("name", "affiliation", "country", "role", "intendedUse");
    }

    @ParameterizedTest
    @ValueSource(strings = { "李", "Ng", "王伟", "Ольга", "محمد", "José", "<b>Bob</b>", "{name}", "O'Brien" })
    void namesOfAnyScriptAndLengthPass(String name) {
        assertThat(new Answers(KnownAnswers.with("name", name)).errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "country,XX", "country,gb", "country,GBR", "role,x", "intendedUse,to use it", "affiliation,X" })
    void answersOutsideTheirLimitsAreRefusedByField(String field, String answer) {
        assertThat(new Answers(KnownAnswers.with(field, answer)).errors()).extracting(FieldError::field)
                .containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = { "javascript:alert(1)", "ftp://example.org/a", "example.org", "https://", "//example.org",
            "https://user@example.org", "http://localhost", "https://exa mple.org", "data:text/html,x", "mailto:a@b.org" })
    void onlyWebAddressesAreLinks(String link) {
        assertThat(new Answers(KnownAnswers.with("links", link)).errors()).extracting(FieldError::field)
                .containsExactly("links");
    }

    @Test
    void sixLinksAreOneTooMany() {
        String six = "https://example.org/a\n".repeat(6);

        assertThat(new Answers(KnownAnswers.with("links", six)).errors()).singleElement()
                .extracting(FieldError::message).asString().contains("at most 5").contains("6");
    }

    @Test
    void lengthIsCountedInCharactersAsPeopleCountThem() {
        String fortyNine = "🦙".repeat(49);

        assertThat(new Answers(KnownAnswers.with("intendedUse", fortyNine)).errors()).singleElement()
                .extracting(FieldError::message).asString().contains("49");
    }

    @Test
    void hiddenCharactersAndLineBreaksDoNotSurviveCleaning() {
        var answers = new Answers(
                Map.of("name", " Ada\r\nBcc: x@y.org\u0000 \u202Eevil\u2069\u0007 ", "intendedUse", "a\r\nb\rc"))
                .clean();

        assertThat(answers.to(Question.NAME)).isEqualTo("Ada Bcc: x@y.org evil");
        assertThat(answers.to(Question.INTENDED_USE)).isEqualTo("a\nb\nc");
    }

    @Test
    void aDraftKeepsWhatWasTyped() {
        var typed = new Answers(Map.of("name", " Ada\u202E ", "links", "not a link\n\n")).storable();

        assertThat(typed.to(Question.NAME)).isEqualTo(" Ada\u202E ");
        assertThat(typed.to(Question.LINKS)).isEqualTo("not a link\n\n");
    }

    @Test
    void theHashSeparatesAnswersThatOnlyMoveBetweenFields() {
        var one = new Answers(Map.of("name", "ab", "affiliation", "c"));
        var other = new Answers(Map.of("name", "a", "affiliation", "bc"));

        assertThat(one.sha256()).isNotEqualTo(other.sha256());
        assertThat(one.sha256()).isEqualTo(new Answers(Map.of("name", " ab ", "affiliation", "c")).sha256());
    }

    @Test
    void unknownFieldsAreLeftOut() {
        assertThat(new Answers(Map.of("admin", "true")).storable().byId()).isEmpty();
    }
}
