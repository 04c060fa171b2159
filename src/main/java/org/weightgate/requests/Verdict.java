package org.weightgate.requests;

public enum Verdict {
    APPROVE,
    REJECT,
    REQUEST_CHANGES
}
