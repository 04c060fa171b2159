package org.weightgate.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// The part of a file that a `Range` header asks for (RFC 9110). What cannot be understood, or names several parts, is ignored
/// as the standard allows.
sealed interface ByteRange {

    Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    record Whole() implements ByteRange {
    }

    /// Both ends are inside.
    record Part(int from, int to) implements ByteRange {
    }

    record Outside() implements ByteRange {
    }

    static ByteRange of(@Nullable String header, int length) {
        Matcher range = ONE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(range.group(2)), length);
            return last == 0 ? new Outside() : new Part(Math.toIntExact(length - last), length - 1);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (to < from) {
            return new Whole();
        }
        return from >= length ? new Outside() : new Part(Math.toIntExact(from), Math.toIntExact(Math.min(to, length - 1L)));
    }
}
