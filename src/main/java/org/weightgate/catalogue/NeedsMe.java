package org.weightgate.catalogue;

import java.util.List;

import org.weightgate.people.Person;

/// What waits for a person, as another room knows it; shown first on their home page.
public interface NeedsMe {

    List<Need> of(Person person);
}
