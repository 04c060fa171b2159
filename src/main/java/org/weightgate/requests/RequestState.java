package org.weightgate.requests;

import java.util.EnumSet;
import java.util.Set;

public enum RequestState {
    DRAFT,
    SUBMITTED,
    CHANGES_REQUESTED,
    APPROVED,
    REJECTED,
    WITHDRAWN,
    LAPSED;

    public static final Set<RequestState> OPEN = EnumSet.of(DRAFT, SUBMITTED, CHANGES_REQUESTED);

    public boolean isOpen() {
        return OPEN.contains(this);
    }

    boolean isEditable() {
        return this == DRAFT || this == CHANGES_REQUESTED;
    }
}
