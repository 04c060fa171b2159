package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

/// One message as reviewers see it: with its author's name, and with the reviewers' own notes among the rest.
///
/// @param fromApplicant whether the applicant wrote it
/// @param erased        the words were taken out when their author's data was erased
public record Message(UUID id, UUID author, String authorName, boolean fromApplicant, Visibility visibility, String body,
        Instant at, boolean erased) {

    public boolean isInternal() {
        return visibility == Visibility.INTERNAL;
    }
}
