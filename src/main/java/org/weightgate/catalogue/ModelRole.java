package org.weightgate.catalogue;

import org.weightgate.people.RealmRole;

/// What someone may do on one model, while the realm says they may hold such a role at all.
public enum ModelRole {

    OWNER(RealmRole.PUBLISHER),
    PUBLISHER(RealmRole.PUBLISHER),
    REVIEWER(RealmRole.REVIEWER),
    AUDITOR(RealmRole.AUDITOR);

    private final RealmRole needs;

    ModelRole(RealmRole needs) {
        this.needs = needs;
    }

    /// The realm role without which this one does not count.
    public RealmRole needs() {
        return needs;
    }
}
