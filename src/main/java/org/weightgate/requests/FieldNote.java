package org.weightgate.requests;

/// What a reviewer wants changed in one answer; `field` is the question's id.
public record FieldNote(String field, String text) {
}
