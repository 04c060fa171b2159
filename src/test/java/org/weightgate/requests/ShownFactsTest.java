package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.people.People;
import org.weightgate.people.Person;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// What is remembered of what reviewers were shown, and for how long.
@QuarkusTest
class ShownFactsTest {

    @Inject
    RequestStage stage;
    @Inject
    ShownFacts shown;
    @Inject
    RequestFacts facts;
    @Inject
    AccessRequests requests;
    @Inject
    People people;

    private Model model;
    private Person ada;
    private UUID request;

    @BeforeEach
    void aRequest() {
        model = stage.model(1);
        ada = stage.person("Ada");
        request = stage.submitted(ada, model);
    }

    @Test
    void whatWasShownIsReadBackByItsDigest() {
        Seen seen = remember();

        assertThat(shown.of(request, seen)).hasValueSatisfying(
                found -> assertThat(found.words().get(ShownFact.APPLICANT)).contains("Ada", ada.email(), "address confirmed"));
        assertThat(shown.of(request, new Seen(seen.version(), seen.revision(), "of other facts")))
                .hasValueSatisfying(found -> assertThat(found.words()).as("facts nobody named stay untold").isEmpty());
        assertThat(shown.of(request, new Seen(seen.version() + 1, seen.revision(), seen.factsDigest()))).isEmpty();
    }

    @Test
    void thePagesThatShowTheSameAreRememberedOnce() {
        remember();
        Seen seen = remember();
        assertThat(stage.count("shown_facts where request_id = :id", request)).isOne();

        stage.newEmailOf(ada, "new-" + ada.email());
        assertThat(remember().factsDigest()).isNotEqualTo(seen.factsDigest());
        assertThat(stage.count("shown_facts where request_id = :id", request)).isEqualTo(2);
    }

    @Test
    void aClosedRequestKeepsTheMomentAndNoWords() {
        Seen seen = remember();
        stage.withdraw(request);

        Optional<ShownFacts.Shown> left = shown.of(request, seen);
        assertThat(left).hasValueSatisfying(found -> assertThat(found.words()).isEmpty());
        remember();
        assertThat(stage.count("shown_facts where request_id = :id and words <> '{}'", request)).isZero();
        assertThat(stage.count("shown_facts where request_id = :id", request)).as("nothing new either").isOne();
    }

    @Test
    void aPageThatReadTheRequestWhileItWasOpenKeepsNothingOnceItIsClosed() {
        QuarkusTransaction.requiringNew().run(() -> {
            AccessRequest open = requests.findById(request);
            Facts then = facts.of(people.findById(open.personId()), model, Optional.of(open));
            QuarkusTransaction.requiringNew().run(() -> stage.withdraw(request));
            shown.remember(open, then);
        });

        assertThat(stage.count("shown_facts where request_id = :id", request)).isZero();
    }

    private Seen remember() {
        return QuarkusTransaction.requiringNew().call(() -> {
            AccessRequest now = requests.findById(request);
            Facts read = facts.of(people.findById(now.personId()), model, Optional.of(now));
            shown.remember(now, read);
            return new Seen(now.version(), now.revision(), read.digest());
        });
    }
}
