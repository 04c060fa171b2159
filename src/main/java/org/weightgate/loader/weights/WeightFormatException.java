package org.weightgate.loader.weights;

import java.io.IOException;
import java.io.Serial;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.Printable;

/// A weight file, its index, `config.json` or `tokenizer.json` is not what it must be. Nothing was computed with it.
///
/// The message names four facts, each readable on its own: the file, the field (or place) in it, the value found there
/// (shortened to 80 characters) and what would have been accepted.
public final class WeightFormatException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 80;
    private static final int LIMIT_SHOWN = 400;

    private final String file;
    private final String field;
    private final String value;
    private final String limit;

    /// Control characters in any of these are made visible and long ones cut.
    ///
    /// @param limit what would have been accepted, as the end of a sentence
    public WeightFormatException(String file, String field, @Nullable Object value, String limit) {
        super("%s: %s is %s, but %s".formatted(shown(file), named(field), shown(value), Printable.of(limit, LIMIT_SHOWN)));
        this.file = shown(file);
        this.field = named(field);
        this.value = shown(value);
        this.limit = Printable.of(limit, LIMIT_SHOWN);
    }

    /// The file's name, without its folder.
    public String file() {
        return file;
    }

    /// Where in the file: a JSON path such as `rope_scaling.factor`, or a named place such as `header length`.
    public String field() {
        return field;
    }

    /// What was found there, shortened.
    public String value() {
        return value;
    }

    /// What would have been accepted, as the end of a sentence.
    public String limit() {
        return limit;
    }

    /// A key of nothing but spaces is quoted, so that it can be seen.
    private static String named(String field) {
        return field.isBlank() ? "\"" + shown(field) + "\"" : shown(field);
    }

    private static String shown(@Nullable Object value) {
        return Printable.of(String.valueOf(value), SHOWN);
    }
}
