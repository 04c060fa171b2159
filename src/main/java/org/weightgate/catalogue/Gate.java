package org.weightgate.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;

import io.quarkus.arc.All;

/// Finds the one box that tells a reader where they stand, and what waits for them.
@ApplicationScoped
class Gate {

    private final Models models;
    private final CurrentPerson current;
    private final List<Standing> standings;
    private final List<NeedsMe> needs;

    Gate(Models models, CurrentPerson current, @All List<Standing> standings, @All List<NeedsMe> needs) {
        this.models = models;
        this.current = current;
        this.standings = standings.stream().sorted(Comparator.comparingInt(Standing::priority)).toList();
        this.needs = List.copyOf(needs);
    }

    @Transactional
    GateBox box(String namespace, String name) {
        Model model = models.require(namespace, name);
        return current.find().map(person -> standing(person, model).orElseGet(() -> apply(model)))
                .orElseGet(() -> signIn(model));
    }

    /// What someone sees who is not signed in.
    GateBox stranger(Model model) {
        return signIn(model);
    }

    @Transactional
    List<Need> needs() {
        return current.find().map(person -> needs.stream().flatMap(room -> room.of(person).stream()).toList())
                .orElse(List.of());
    }

    private Optional<GateBox> standing(Person person, Model model) {
        return standings.stream().flatMap(room -> room.of(person, model).stream()).findFirst();
    }

    private static GateBox apply(Model model) {
        return new GateBox("", "The files are given on application",
                "Anyone may apply. Say who you are and what you plan; people read every application.", "Apply",
                "/models/" + model.fullName() + "/apply");
    }

    private static GateBox signIn(Model model) {
        return new GateBox("", "The files are given on application",
                "Anyone may apply. You need an account with a verified e-mail address.", "Sign in to apply",
                "/login?return=/models/" + model.fullName() + "/apply");
    }
}
