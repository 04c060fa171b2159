package org.weightgate.people;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.PlainSql;

/// Which organisations people have named as theirs.
@ApplicationScoped
public class Organisations {

    private final Session database;

    Organisations(Session database) {
        this.database = database;
    }

    /// Remembers what a person wrote in a request they sent.
    @Transactional(Transactional.TxType.MANDATORY)
    public void named(UUID person, String organisation) {
        String key = Organisation.key(organisation);
        if (key.isEmpty()) {
            return;
        }
        PlainSql.update(database,
                "insert into person_organisation (person_id, organisation_key) values (?, ?) on conflict do nothing", person,
                key);
    }
}
