package org.weightgate.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/// An error as RFC 9457 wants it. `reason` is the stable word a program may act on.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, String reason, @Nullable String incident,
        List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /// What is wrong with one field of what was sent.
    public record FieldError(String field, String message) {
    }

    public static Problem of(int status, String reason, String detail) {
        return new Problem("urn:weightgate:problem:" + reason, Titles.of(status), status, detail, reason, null, List.of());
    }

    Problem withErrors(List<FieldError> errors) {
        return new Problem(type, title, status, detail, reason, incident, errors);
    }

    Problem withIncident(String id) {
        return new Problem(type, title, status, detail, reason, id, errors);
    }
}
