package org.weightgate.requests;

import java.util.List;
import java.util.Optional;

import org.weightgate.catalogue.DownloadRecord.Downloaded;
import org.weightgate.web.Instants;
import org.weightgate.web.Problem.FieldError;

/// The form that begins a renewal.
record RenewView(String model, Downloaded downloaded, UsageReport report, List<FieldError> errors, Optional<String> notice,
        String key) {

    public String releases() {
        return String.join(", ", downloaded.releases());
    }

    public String lastDay() {
        return downloaded.last() == null ? "" : Instants.day(downloaded.last());
    }
}
