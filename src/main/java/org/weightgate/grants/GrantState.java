package org.weightgate.grants;

/// Where a grant is in its life. Only ACTIVE opens anything; the last three are ends.
public enum GrantState {
    ACTIVE,
    SUSPENDED,
    EXPIRED,
    REVOKED,
    SUPERSEDED;

    public boolean isLive() {
        return this == ACTIVE || this == SUSPENDED;
    }

    /// What was revoked is applied for anew.
    boolean isRenewable() {
        return isLive() || this == EXPIRED;
    }
}
