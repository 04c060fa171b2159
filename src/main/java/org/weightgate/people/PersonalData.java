package org.weightgate.people;

import java.util.Map;

/// What one room holds about a person: for their export, and to be erased. Rooms are asked in `order`, the account last.
public interface PersonalData {

    int order();

    /// The room's part of the export, by name; values are what JSON can hold.
    Map<String, Object> of(Person person);

    /// Takes out everything that tells who this was, inside the one transaction that erases a person.
    void erase(Person person);
}
