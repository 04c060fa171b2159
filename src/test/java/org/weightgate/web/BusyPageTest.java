package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;

/// Who comes when there is no room is answered before a request is anything to the rest of the portal.
@QuarkusTest
class BusyPageTest {

    @Inject
    ErrorAnswers answers;

    @Test
    void thePageNeedsNothingThatBelongsToARequest() {
        String page = CompletableFuture.supplyAsync(() -> {
            assertThat(Arc.container().requestContext().isActive()).isFalse();
            return answers.busy(Admission.BUSY, "/models/a/b?c=<d>&e");
        }).join();

        assertThat(page).contains("Error 503", Admission.BUSY.detail(), "href=\"/models/a/b?c=&lt;d&gt;&amp;e\"", "weightgate")
                .doesNotContain("Sign in");
        assertThat(CompletableFuture.supplyAsync(() -> answers.busy(Admission.BUSY, "")).join())
                .as("a form is sent again by going back").doesNotContain("Open the page again");
    }
}
