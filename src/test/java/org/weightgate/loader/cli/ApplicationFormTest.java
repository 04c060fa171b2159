package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

class ApplicationFormTest {

    private static final String FORM = """
            {"version":1,"questions":[
             {"id":"name","label":"Your name","why":"","kind":"LINE","required":true,"shortest":1,"longest":5,"choices":[]},
             {"id":"country","label":"Country","why":"","kind":"COUNTRY","required":true,"shortest":2,"longest":2,
              "choices":[{"value":"NZ","label":"New Zealand"},{"value":"FR","label":"France"}]},
             {"id":"links","label":"Links","why":"","kind":"LINKS","required":false,"shortest":0,"longest":100,"choices":[]}],
             "terms":{"version":3,"title":"Terms","body":"Be kind.","sha256":"%s"}}""".formatted("0".repeat(64));

    @Test
    void choicesMayBeWrittenOut() throws Exception {
        ApplicationForm.Question country = form().questions().get(1);

        assertThat(country.canonical(" new zealand ")).isEqualTo("NZ");
        assertThat(country.canonical("fr")).isEqualTo("FR");
        assertThat(country.problemWith("Atlantis")).isPresent();
    }

    @Test
    void whatIsMissingOrTooLongIsNamed() throws Exception {
        assertThat(form().problems(Map.of("name", "Adaline", "country", "NZ")))
                .containsExactly("name (Your name): it has 7 characters and needs 1 to 5");
        assertThat(form().problems(Map.of("country", "NZ"))).containsExactly("name (Your name): an answer is needed");
        assertThat(form().problems(Map.of("name", "Ada", "country", "NZ"))).isEmpty();
    }

    @Test
    void listsAreSentAsLists() throws Exception {
        assertThat(form().body(Map.of("name", "Ada", "links", "https://a.example\n\n https://b.example ")))
                .containsEntry("links", List.of("https://a.example", "https://b.example")).containsEntry("name", "Ada")
                .containsEntry("country", "");
    }

    @Test
    void hostileFormIsRefusedByName() {
        assertThatThrownBy(() -> form(FORM.replace("\"LINE\"", "7"))).isInstanceOf(ManifestFormatException.class)
                .hasMessageContaining("questions[0].kind");
        assertThatThrownBy(() -> form(FORM.replace("0".repeat(64), "x"))).isInstanceOf(ManifestFormatException.class);
    }

    private static ApplicationForm form() throws ManifestFormatException {
        return form(FORM);
    }

    private static ApplicationForm form(String json) throws ManifestFormatException {
        return ApplicationForm.read(JsonObject.parse("the form", json.getBytes(StandardCharsets.UTF_8), 1 << 20));
    }
}
