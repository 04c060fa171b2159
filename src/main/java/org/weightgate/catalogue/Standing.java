package org.weightgate.catalogue;

import java.util.Optional;

import org.weightgate.people.Person;

/// Where a person stands with a model, as another room knows it. The page shows the first answer, lowest priority number first.
public interface Standing {

    Optional<GateBox> of(Person person, Model model);

    int priority();
}
