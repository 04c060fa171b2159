package org.weightgate.catalogue;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.RefusedAddresses;
import org.weightgate.people.Person;

/// Mail that does not reach its person.
@ApplicationScoped
class AddressNeeds implements NeedsMe {

    private final RefusedAddresses refused;

    AddressNeeds(RefusedAddresses refused) {
        this.refused = refused;
    }

    @Override
    public List<Need> of(Person person) {
        return refused.find(person.email()).map(_ -> new Need("bad",
                "Your address " + person.email() + " refuses our mail: correct it, or try again.", "/address")).stream()
                .toList();
    }
}
