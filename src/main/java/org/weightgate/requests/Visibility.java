package org.weightgate.requests;

/// Who may read a message: the reviewers alone, or the applicant as well.
public enum Visibility {
    INTERNAL,
    APPLICANT
}
