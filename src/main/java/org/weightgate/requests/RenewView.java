package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.DownloadRecord.Downloaded;

/// The form that begins a renewal.
record RenewView(String model, Downloaded downloaded, UsageReport report, List<FieldError> errors, Optional<String> notice,
        String key) {

    public @Nullable String error(String field) {
        return errors.stream().filter(error -> error.field().equals(field)).map(FieldError::message).findFirst().orElse(null);
    }

    public String releases() {
        return String.join(", ", downloaded.releases());
    }

    public String lastDay() {
        return downloaded.last() == null ? "" : new When(downloaded.last()).day();
    }
}
