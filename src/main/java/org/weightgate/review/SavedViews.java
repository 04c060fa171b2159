package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.web.PlainText;

/// The views a reviewer keeps. A view is only a filter: what it shows is asked anew each time.
@ApplicationScoped
class SavedViews {

    private static final int MOST = 20;
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_MODEL = 200;

    private final Session database;
    private final DatabaseClock clock;

    SavedViews(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Transactional
    List<SavedView> of(Person person) {
        return database.createNativeQuery(
                "select id, name, tray, model, words from saved_view where person_id = :person order by name limit :most",
                Tuple.class)
                .setParameter("person", person.id()).setParameter("most", MOST).getResultStream()
                .map(row -> new SavedView(row.get("id", UUID.class), row.get("name", String.class),
                        Tray.named(row.get("tray", String.class)).orElse(Tray.WAITING), row.get("model", String.class),
                        row.get("words", String.class)))
                .toList();
    }

    /// Keeps a view under a name, in place of the one that had it; tells what is wrong if it cannot.
    @Transactional
    Optional<String> keep(Person person, String typedName, Tray tray, String model, String words) {
        String name = PlainText.oneLine(typedName);
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST_NAME) {
            return Optional.of("Give the view a name of 1 to " + LONGEST_NAME + " characters.");
        }
        if (model.codePointCount(0, model.length()) > LONGEST_MODEL) {
            return Optional.of("Choose a model of the list.");
        }
        List<SavedView> kept = of(person);
        if (kept.size() >= MOST && kept.stream().noneMatch(view -> view.name().equals(name))) {
            return Optional.of("You keep " + MOST + " views already. Remove one first.");
        }
        database.createNativeMutationQuery("""
                insert into saved_view (id, person_id, name, tray, model, words, created_at)
                values (:id, :person, :name, :tray, :model, :words, :now)
                on conflict (person_id, name) do update
                set tray = excluded.tray, model = excluded.model, words = excluded.words""")
                .setParameter("id", UUID.randomUUID()).setParameter("person", person.id()).setParameter("name", name)
                .setParameter("tray", tray.name()).setParameter("model", model).setParameter("words", words)
                .setParameter("now", clock.now()).executeUpdate();
        return Optional.empty();
    }

    @Transactional
    void remove(Person person, UUID id) {
        database.createNativeMutationQuery("delete from saved_view where id = :id and person_id = :person")
                .setParameter("id", id).setParameter("person", person.id()).executeUpdate();
    }
}
