package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedHashMap;

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
    @Inject
    KeptTexts texts;

    @Test
    void whatWasTypedComesBackToTheLetter() {
        UUID ada = stage.someone().id();
        UUID id = forms.keep(ada, "/here", Map.of("text", List.of("The escape \\u0000 and the sign \0."))).orElseThrow();

        assertThat(forms.of(people.findById(ada), "/here", id)).hasValueSatisfying(
                fields -> assertThat(fields.getFirst("text")).isEqualTo("The escape \\u0000 and the sign ."));
    }

    @Test
    void oneNetworkDoesNotFillWhatIsPutAsideForAll() {
        UUID network = UUID.randomUUID();
        var form = new KeptTexts.Kept("/" + network, "/" + network, "", new MultivaluedHashMap<>());
        stage.change("""
                insert into kept_text (token_hash, path, fields, kept_at, network)
                select sha256(cast(cast(:id as text) || i as bytea)), '/' || cast(:id as text), '{}', now(),
                    encode(sha256(cast(cast(:id as text) as bytea)), 'hex')
                from generate_series(1, %d) i""".formatted(KeptTexts.MOST_OF_A_NETWORK), network);
        try {
            assertThat(texts.keep(form, network.toString())).isEmpty();
            assertThat(texts.keep(form, "another " + network)).isPresent();
        } finally {
            stage.change("delete from kept_text where path = '/' || cast(:id as text)", network);
        }
    }
}
