package org.weightgate.manifest;

import java.io.Serial;

/// A document that is not what it claims to be: a manifest, a signature bundle or any other JSON read by [JsonObject].
/// Always names the document, the field, the offending value (shortened, safe to print) and the limit it broke.
public final class ManifestFormatException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String document;
    private final String field;
    private final String value;
    private final String limit;
    private final boolean noJson;

    /// `value` may be hostile: it is shortened and its control characters are replaced here. `limit` completes the
    /// sentence "field is value, but ...".
    public ManifestFormatException(String document, String field, Object value, String limit) {
        this(document, field, value, limit, false);
    }

    private ManifestFormatException(String document, String field, Object value, String limit, boolean noJson) {
        super(document + ": " + named(field) + " is " + Printable.of(String.valueOf(value), 80) + ", but " + limit);
        this.document = document;
        this.field = named(field);
        this.value = Printable.of(String.valueOf(value), 80);
        this.limit = limit;
        this.noJson = noJson;
    }

    /// A text that is no JSON at all; `place` says where that shows.
    static ManifestFormatException notJson(String document, String place, String problem) {
        return new ManifestFormatException(document, place, problem, "the document must be valid JSON", true);
    }

    /// A name of nothing but spaces is quoted, so that it can be seen.
    private static String named(String field) {
        String shown = Printable.of(field, 160);
        return shown.isBlank() ? '"' + shown + '"' : shown;
    }

    /// Whether the document as a whole cannot be read, and not a field is wrong.
    public boolean isNoJson() {
        return noJson;
    }

    /// The document, such as `weights-manifest.json`.
    public String document() {
        return document;
    }

    /// Where in it, such as `files[3].chunks`.
    public String field() {
        return field;
    }

    /// What was found there, shortened and safe to print.
    public String value() {
        return value;
    }

    /// What would have been accepted.
    public String limit() {
        return limit;
    }
}
