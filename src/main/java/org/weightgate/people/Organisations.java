package org.weightgate.people;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.Writes;

/// Which organisations people have named as theirs.
@ApplicationScoped
public class Organisations {

    private final Writes writes;

    Organisations(Writes writes) {
        this.writes = writes;
    }

    /// Remembers what a person wrote in a request they sent, with the event that follows.
    @Transactional(Transactional.TxType.MANDATORY)
    public void named(UUID person, String organisation) {
        String key = Organisation.key(organisation);
        if (key.isEmpty()) {
            return;
        }
        writes.later("insert into person_organisation (person_id, organisation_key) values (?, ?) on conflict do nothing",
                person, key);
    }
}
