package org.weightgate.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.ModelName;
import org.weightgate.web.Problem.FieldError;

/// What was typed to let a job in, kept as typed.
record JobForm(String modelName, String issuer, String subject) {

    static final JobForm EMPTY = new JobForm("", "", "");

    enum Fault {
        MODEL("model", "Choose a model you have access to."),
        TOO_MANY("subject", "You have let in " + TrustedJobs.MOST + " jobs, the most there can be. Remove one first.");

        private final String field;
        private final String message;

        Fault(String field, String message) {
            this.field = field;
            this.message = message;
        }

        FieldError error() {
            return new FieldError(field, message);
        }
    }

    static JobForm of(@Nullable String model, @Nullable String issuer, @Nullable String subject) {
        return new JobForm(model == null ? "" : model.strip(), issuer == null ? "" : issuer.strip(),
                subject == null ? "" : subject.strip());
    }

    List<FieldError> errors(List<JobIssuers.Named> issuers) {
        var errors = new ArrayList<FieldError>();
        if (model().isEmpty()) {
            errors.add(Fault.MODEL.error());
        }
        if (issuers.stream().noneMatch(known -> known.url().equals(issuer))) {
            errors.add(new FieldError("issuer", "Choose the system the job runs on."));
        }
        if (!JobIdentity.isNameable(subject)) {
            errors.add(new FieldError("subject", "Enter the job's name: " + JobIdentity.RULE + "."));
        }
        return List.copyOf(errors);
    }

    Optional<ModelName> model() {
        return ModelName.parse(modelName);
    }
}
