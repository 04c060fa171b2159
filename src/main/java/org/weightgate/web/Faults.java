package org.weightgate.web;

import java.util.List;

import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.TemplateExtension;

/// What stands beside a field: `{errors.faultOf('name')}`, blank for nothing.
@TemplateExtension
final class Faults {

    private Faults() {
    }

    static String faultOf(List<FieldError> errors, String field) {
        return errors.stream().filter(error -> error.field().equals(field)).map(FieldError::message).findFirst().orElse("");
    }
}
