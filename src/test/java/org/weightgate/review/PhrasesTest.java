package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.Person;
import org.weightgate.requests.RequestStage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class PhrasesTest {

    @Inject
    Phrases phrases;

    @Inject
    RequestStage stage;

    @Test
    void whoKeepsAllTheRepliesTheyCanStillCorrectsOne() {
        Person ada = stage.person("Ada", "reviewer");
        for (int i = 0; i < Phrases.MOST; i++) {
            assertThat(phrases.keepReply(ada, typed("Reply " + i, "As it was"))).isTrue();
        }

        assertThat(phrases.keepReply(ada, typed("One more", "Too many"))).isFalse();
        assertThat(phrases.keepReply(ada, typed("Reply 7", "Corrected"))).isTrue();

        assertThat(phrases.replies(ada)).hasSize(Phrases.MOST).filteredOn(reply -> reply.text().equals("Corrected"))
                .extracting(CannedReply::name).containsExactly("Reply 7");
    }

    @Test
    void aModelWithAllTheTemplatesItCanHaveStillLetsOneBeCorrected() {
        Model model = stage.model(1);
        Person ada = stage.person("Ada", "publisher");
        stage.appoint(ada.id(), model, ModelRole.OWNER);
        for (int i = 0; i < Phrases.MOST; i++) {
            assertThat(phrases.keepTemplate(ada, model.id(), typed("Template " + i, "As it was"))).isTrue();
        }

        assertThat(phrases.keepTemplate(ada, model.id(), typed("One more", "Too many"))).isFalse();
        assertThat(phrases.keepTemplate(ada, model.id(), typed("Template 7", "Corrected"))).isTrue();

        assertThat(phrases.templates(model.id())).hasSize(Phrases.MOST)
                .filteredOn(template -> template.text().equals("Corrected"))
                .extracting(DecisionTemplate::name).containsExactly("Template 7");
    }

    private static Phrases.Typed typed(String name, String text) {
        return new Phrases.Typed(name, text, "REQUEST_CHANGES", "");
    }
}
