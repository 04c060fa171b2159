package org.weightgate.catalogue;

import org.weightgate.people.RealmRole;

/// What someone may do on one model, while the realm says they may hold such a role at all.
public enum ModelRole {

    OWNER(RealmRole.PUBLISHER, "Owner", "Does everything here, and decides who else may."),
    PUBLISHER(RealmRole.PUBLISHER, "Publisher", "Sends, opens and withdraws releases."),
    REVIEWER(RealmRole.REVIEWER, "Reviewer", "Reads the requests and decides on them."),
    AUDITOR(RealmRole.AUDITOR, "Auditor", "Reads who downloaded what, and changes nothing.");

    private final RealmRole needs;
    private final String label;
    private final String meaning;

    ModelRole(RealmRole needs, String label, String meaning) {
        this.needs = needs;
        this.label = label;
        this.meaning = meaning;
    }

    /// The realm role without which this one does not count.
    public RealmRole needs() {
        return needs;
    }

    public String label() {
        return label;
    }

    public String meaning() {
        return meaning;
    }
}
