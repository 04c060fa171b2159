package org.weightgate.people;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;

import io.quarkus.arc.All;

/// Everything the portal holds about a person, gathered from every room, and its end.
@ApplicationScoped
class Erasure {

    private final List<PersonalData> rooms;
    private final People people;
    private final Session database;
    private final DatabaseClock clock;
    private final Events events;
    private final LeftBehind left;
    private final Bans bans;

    Erasure(@All List<PersonalData> rooms, People people, Session database, DatabaseClock clock, Events events,
            LeftBehind left, Bans bans) {
        this.rooms = rooms.stream().sorted(Comparator.comparingInt(PersonalData::order)).toList();
        this.people = people;
        this.database = database;
        this.clock = clock;
        this.events = events;
        this.left = left;
        this.bans = bans;
    }

    @Transactional
    Map<String, Object> export(Person person) {
        var all = new LinkedHashMap<String, Object>();
        all.put("portal", "Weightgate");
        all.put("exportedAt", clock.now().toString());
        rooms.reversed().forEach(room -> all.putAll(room.of(person)));
        return all;
    }

    /// What nobody would look after any more, so that it is handed over first or left knowingly.
    @Transactional
    List<LeftBehind.Duty> leaves(Person person) {
        return left.by(person);
    }

    /// All rooms or none, or nothing where something is left behind that was not agreed to. The events that tell what happened
    /// stay: they hold no personal data.
    @Transactional
    boolean erase(Person person, boolean leaving) {
        people.hold(person.id());
        bans.holdThoseOf(person.id());
        if (!leaving && !left.by(person).isEmpty()) {
            return false;
        }
        rooms.forEach(room -> {
            room.erase(person);
            database.flush();
            database.clear();
        });
        events.append(person.id(), "person.erased", person.id(), Map.of());
        return true;
    }
}
