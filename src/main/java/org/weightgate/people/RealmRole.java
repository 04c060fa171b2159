package org.weightgate.people;

import java.util.Locale;

/// A role of the identity provider's realm: says who may hold a role on a model, or administer the portal.
public enum RealmRole {

    REVIEWER,
    PUBLISHER,
    AUDITOR,
    ADMIN;

    /// The name for `@RolesAllowed` and in the realm.
    public String realmName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
