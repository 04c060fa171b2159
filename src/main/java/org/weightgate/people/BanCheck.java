package org.weightgate.people;

import jakarta.enterprise.context.ApplicationScoped;

/// Whether a ban meets a person, by account, address, domain or organisation.
@ApplicationScoped
public class BanCheck {

    BanCheck() {
    }

    @SuppressWarnings("unused")
    public BanStanding of(Person person) {
        return BanStanding.NEVER;
    }
}
