package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.Stage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class KeptFormsTest {

    @Inject
    Stage stage;
    @Inject
    People people;
    @Inject
    KeptForms forms;

    @Test
    void whatWasTypedComesBackToTheLetter() {
        UUID ada = stage.someone().id();
        UUID id = forms.keep(ada, "/here", Map.of("text", List.of("The escape \\u0000 and the sign \0."))).orElseThrow();

        assertThat(forms.of(people.findById(ada), "/here", id)).hasValueSatisfying(
                fields -> assertThat(fields.getFirst("text")).isEqualTo("The escape \\u0000 and the sign ."));
    }
}
