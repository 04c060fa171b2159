package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.events.Event;
import org.weightgate.events.Events;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class GrantDeskTest {

    @Inject
    GrantDesk desk;
    @Inject
    Grants grants;
    @Inject
    Events events;
    @Inject
    Stage stage;

    private Someone holder;
    private Model model;

    @BeforeEach
    void aModelAndAPerson() {
        holder = stage.someone();
        model = stage.model();
    }

    @Test
    void aGrantIsIssuedWithItsEvent() {
        stage.release(model, "1.2.0", Map.of("a.bin", "a"));

        Grant grant = issue();

        assertThat(grant.releases().text()).isEqualTo("1.x");
        assertThat(events.history(grant.id())).extracting(Event::type).containsExactly("grant.issued");
        assertThat(events.history(grant.id()).getFirst().payload().toString()).doesNotContain("Ada", holder.email());
    }

    @Test
    void aNewerGrantTakesThePlaceOfTheOlder() {
        Grant older = issue();
        Grant newer = issue();

        assertThat(grants.current(holder.id(), model.id()).map(Grant::id)).contains(newer.id());
        assertThat(events.history(older.id())).extracting(Event::type).containsExactly("grant.issued", "grant.superseded");
    }

    @Test
    void joiningATeamShortensNoAccess() {
        Grant older = issue();
        UUID terms = stage.terms(model);
        Instant soon = Instant.now().plus(Duration.ofDays(7));
        Instant late = Instant.now().plus(Duration.ofDays(400));

        Grant joined = issueToMember(terms, soon);
        assertThat(joined.endsAt()).isCloseTo(older.endsAt(), within(1, ChronoUnit.MILLIS));
        assertThat(grants.current(holder.id(), model.id()).map(Grant::id)).contains(joined.id());
        assertThat(issueToMember(terms, late).endsAt()).isCloseTo(late, within(1, ChronoUnit.MILLIS));
        stage.change("update access_grant set state = 'REVOKED', revoke_reason = 'OTHER' where person_id = :id", holder.id());
        assertThat(issueToMember(terms, soon).endsAt()).isCloseTo(soon, within(1, ChronoUnit.MILLIS));
    }

    private Grant issueToMember(UUID terms, Instant until) {
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issueToMember(holder.id(), model, UUID.randomUUID(), holder.id(), terms, until));
    }

    @Test
    void aNewerGrantLiftsNoPauseButThatOfTheTerms() {
        Grant older = issue();
        stage.change("update access_grant set state = 'SUSPENDED', suspend_reason = 'EVIDENCE', state_text = 'Which lab?'"
                + " where id = :id", older.id());
        Grant newer = issue();

        assertThat(newer.suspendReason()).contains(SuspendReason.EVIDENCE);
        assertThat(newer.stateText()).contains("Which lab?");
        assertThat(grants.current(holder.id(), model.id()).map(Grant::id)).contains(newer.id());

        stage.change("update access_grant set suspend_reason = 'TERMS' where id = :id", newer.id());
        assertThat(issue().suspendReason()).isEmpty();
    }

    @Test
    void noGrantOutsideADecision() {
        UUID terms = stage.terms(model);

        assertThatThrownBy(
                () -> desk.issue(holder.id(), model, UUID.randomUUID(), holder.id(), terms, Stage.inAMonth()))
                .isInstanceOf(TransactionalException.class);
    }

    @Test
    void ofTwoIssuedAtTheSameMomentOneLives() throws Exception {
        UUID terms = stage.terms(model);
        Callable<Boolean> race = () -> {
            try {
                QuarkusTransaction.requiringNew()
                        .run(() -> desk.issue(holder.id(), model, UUID.randomUUID(), holder.id(), terms, Stage.inAMonth()));
                return true;
            } catch (GrantConflictException _) {
                return false;
            }
        };

        for (int round = 0; round < 10; round++) {
            assertThat(Together.run(List.of(race, race))).contains(true);
            assertThat(stage.rows(Long.class,
                    "select count(*) from access_grant where person_id = :id and state in ('ACTIVE', 'SUSPENDED')",
                    holder.id()))
                    .containsExactly(1L);
        }
    }

    @Test
    void theDatabaseEndsWhatIsOver() {
        Grant grant = issue();
        stage.letExpire(grant.id());

        while (desk.expireSome() > 0) {
            // others are over as well
        }
        // the portal's own schedule may have it locked just now
        stage.change("update access_grant set id = id where id = :id", grant.id());

        assertThat(stage.rows(String.class, "select state from access_grant where id = :id", grant.id()))
                .containsExactly("EXPIRED");
        assertThat(events.history(grant.id())).extracting(Event::type).containsExactly("grant.issued", "grant.expired");
        assertThat(events.history(grant.id()).getLast().actor()).isNull();
    }

    private Grant issue() {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(holder.id(), model, UUID.randomUUID(), holder.id(), terms, Stage.inAMonth()));
    }
}
