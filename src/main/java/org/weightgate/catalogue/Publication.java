package org.weightgate.catalogue;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import com.fasterxml.jackson.annotation.JsonInclude;

/// How far a release is on its way from draft to published. `check` is there once somebody asked for publication.
@JsonInclude(JsonInclude.Include.NON_NULL)
record Publication(String version, ReleaseState state, String manifestSha256, @Nullable Check check) {

    /// `WAITING` until every file was compared; `reason` and `detail` say what was wrong with one.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Check(ReleaseCheck.State state, long checkedBytes, long totalBytes, @Nullable String reason,
            @Nullable String detail) {
    }

    static Publication of(Release release, Optional<ReleaseCheck> check) {
        return new Publication(release.version(), release.state(), release.manifestSha256(),
                check.map(found -> new Check(found.state(),
                        found.checkedBytes(), found.totalBytes(), found.reason(), found.detail())).orElse(null));
    }

    boolean isUnderWay() {
        return check != null && check.state() == ReleaseCheck.State.WAITING;
    }

    /// This, unless the check found something wrong.
    Publication orProblem() {
        if (check != null && check.state() == ReleaseCheck.State.FAILED && check.reason() != null && check.detail() != null) {
            throw new ProblemException(409, check.reason(), check.detail());
        }
        return this;
    }
}
