package org.weightgate.web;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.vertx.core.json.JsonObject;

/// An error as RFC 9457 wants it. `reason` is the stable word a program may act on.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, String reason, @Nullable String incident,
        List<FieldError> errors, List<Change> changes, @JsonIgnore @Nullable String link) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /// What is wrong with one field of what was sent.
    public record FieldError(String field, String message) {
    }

    /// What is not as the caller saw it: what somebody did, or a fact with its value then and now.
    public record Change(String what, @Nullable String by, @Nullable String at, @Nullable String before,
            @Nullable String now) {
    }

    public static Problem of(int status, String reason, String detail) {
        return new Problem("urn:weightgate:problem:" + reason, Titles.of(status), status, detail, reason, null, List.of(),
                List.of(), null);
    }

    /// `address` is the one that `detail` ends with or near its end; a page makes a link of it.
    Problem withLink(@Nullable String address) {
        return new Problem(type, title, status, detail, reason, incident, errors, changes, address);
    }

    Problem withErrors(List<FieldError> errors) {
        return new Problem(type, title, status, detail, reason, incident, errors, changes, link);
    }

    Problem withIncident(String id) {
        return new Problem(type, title, status, detail, reason, id, errors, changes, link);
    }

    /// What a program reads where no room of ours is asked, and so nobody to write it.
    String json() {
        return new JsonObject().put("type", type).put("title", title).put("status", status).put("detail", detail)
                .put("reason", reason).encode();
    }

    Problem withChanges(List<Change> changes) {
        return new Problem(type, title, status, detail, reason, incident, errors, changes, link);
    }
}
