package org.weightgate.hub;

import java.io.Serial;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// A refusal in the words Hugging Face clients act on. `warning` is what their command line shows even where it hides the message.
final class HubException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String code;
    private final @Nullable String commit;
    private final boolean warns;
    private final @Nullable Duration retryAfter;

    private HubException(int status, @Nullable String code, @Nullable String commit, boolean warns, String message) {
        this(status, code, commit, warns, null, message);
    }

    private HubException(int status, @Nullable String code, @Nullable String commit, boolean warns,
            @Nullable Duration retryAfter,
            String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.commit = commit;
        this.warns = warns;
        this.retryAfter = retryAfter;
    }

    static HubException noRepository(String name) {
        return new HubException(404, "RepoNotFound", null, false,
                "There is no model " + name + " here. The list of models: GET /api/models");
    }

    static HubException noRevision(String name, String revision) {
        return new HubException(404, "RevisionNotFound", null, false, "Model " + name + " has no revision " + revision
                + ". Use main, the version of a release, or a commit of 40 hexadecimal digits.");
    }

    /// There is no `main`, and a sentence says why.
    static HubException noOpenRevision(String why) {
        return new HubException(404, "RevisionNotFound", null, true, why);
    }

    static HubException noEntry(Snapshot snapshot, String path) {
        return new HubException(404, "EntryNotFound", snapshot.commit(), false,
                "Release " + snapshot.version() + " of " + snapshot.name() + " has no entry " + path + ".");
    }

    static HubException gated(int status, String message) {
        return new HubException(status, "GatedRepo", null, true, message);
    }

    /// Nothing is wrong with the access: a program waits so long and asks again.
    static HubException tooMany(String message, Duration wait) {
        return new HubException(429, null, null, true, wait, message);
    }

    /// An answer without one of the codes clients know.
    static HubException plain(int status, String message) {
        return new HubException(status, null, null, false, message);
    }

    int status() {
        return status;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String commit() {
        return commit;
    }

    boolean warns() {
        return warns;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
