package org.weightgate.catalogue;

/// A release is prepared, then open to those with a grant, then perhaps taken back; never the other way.
public enum ReleaseState {
    DRAFT,
    PUBLISHED,
    WITHDRAWN
}
