package org.weightgate.requests;

/// What is wrong with one answer, and what to do about it; `field` is the answer's id in the form.
public record FieldError(String field, String message) {
}
