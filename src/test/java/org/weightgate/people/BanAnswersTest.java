package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.events.DatabaseClock;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Stage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// Whether a person is banned is asked in several ways, each its own statement: all must say the same of bans made up at random.
/// `-Dweightgate.seed=N` makes up others.
@QuarkusTest
class BanAnswersTest {

    private static final int ROUNDS = 8;

    @Inject
    RequestStage stage;
    @Inject
    Stage changes;
    @Inject
    People people;
    @Inject
    Organisations organisations;
    @Inject
    Bans bans;
    @Inject
    BanCheck check;
    @Inject
    DatabaseClock clock;

    private final Random random = new Random(Integer.getInteger("weightgate.seed", 1));

    @Test
    void everyWayOfAskingGivesTheSameAnswer() {
        List<Model> models = List.of(stage.model(1), stage.model(1));
        UUID officer = stage.person("Officer").id();
        int banned = 0;
        int asked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String home = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";
            List<UUID> crowd = crowd(home);
            List<UUID> placed = Stream.generate(() -> ban(home, crowd, models, officer)).limit(5).toList();
            for (Model model : models) {
                asked += crowd.size();
                banned += compare(crowd, placed, model);
            }
        }

        assertThat(banned).isBetween(asked / 20, asked * 19 / 20);
    }

    private int compare(List<UUID> crowd, List<UUID> placed, Model model) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<Person> all = crowd.stream().map(people::findById).toList();
            List<Ban> holding = placed.stream().map(bans::findById).filter(ban -> ban.holdsAt(clock.now())).toList();
            Set<UUID> expected = all.stream().filter(person -> holding.stream().anyMatch(ban -> ban.model()
                    .map(model.id()::equals).orElse(true) && bans.meets(ban.subject(), person))).map(Person::id)
                    .collect(Collectors.toSet());

            assertThat(check.bannedAmong(all, model.id())).isEqualTo(expected);
            for (Person person : all) {
                assertThat(check.of(person, model.id()).banned()).as(person.email()).isEqualTo(expected.contains(person.id()));
                assertThat(check.all(person)).as(person.email()).containsExactlyInAnyOrderElementsOf(
                        holding.stream().filter(ban -> bans.meets(ban.subject(), person)).toList());
            }
            return expected.size();
        });
    }

    /// Some share an address in all but spelling, some a domain, some an organisation.
    private List<UUID> crowd(String home) {
        var crowd = new ArrayList<UUID>();
        for (int i = 0; i < 8; i++) {
            UUID person = stage.person("Ada").id();
            changes.change("update person set email = '" + address(home) + "' where id = :id", person);
            if (random.nextBoolean()) {
                QuarkusTransaction.requiringNew().run(() -> organisations.named(person, organisation(home)));
            }
            crowd.add(person);
        }
        return crowd;
    }

    private UUID ban(String home, List<UUID> crowd, List<Model> models, UUID officer) {
        @Nullable
        UUID model = random.nextBoolean() ? models.get(random.nextInt(models.size())).id() : null;
        BanKind kind = one(BanKind.values());
        String until = one("null", "now() - interval '1 second'", "now() + interval '1 day'");
        boolean lifted = random.nextInt(4) == 0;
        UUID id = QuarkusTransaction.requiringNew().call(() -> {
            BanSubject subject = switch (kind) {
                case PERSON -> BanSubject.of(people.findById(crowd.get(random.nextInt(crowd.size()))));
                case ADDRESS -> BanSubject.typed(kind, address(home)).orElseThrow();
                case DOMAIN -> BanSubject.typed(kind, domain(home)).orElseThrow();
                case ORGANISATION -> BanSubject.typed(kind, organisation(home)).orElseThrow();
            };
            Ban ban = bans.place(subject, model, "A test.", clock.now().plus(Duration.ofDays(2)), officer);
            if (lifted) {
                bans.lift(ban, officer);
            }
            return ban.id();
        });
        changes.change("update ban set placed_at = now() - interval '2 days', until = " + until + " where id = :id", id);
        return id;
    }

    private String address(String home) {
        return one("ada", "ADA", "ada+x", "bob", "eve", "a.d.a") + "@" + domain(home);
    }

    private String domain(String home) {
        return one(home, "mail." + home, "a.mail." + home, "not" + home);
    }

    private String organisation(String home) {
        return one("Institut für Übel ", "institut fur ubel, ", "University of ") + home;
    }

    @SafeVarargs
    private final <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
