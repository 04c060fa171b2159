package org.weightgate.requests;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.weightgate.web.PlainText;

/// A mail address somebody typed for somebody else.
public record MailAddress(String text) {

    static final int LONGEST = 254;

    private static final Pattern SHAPE = Pattern.compile(
            "[^\\s\\p{C}<>()\\[\\],;:\"\\\\@]{1,64}@[^\\s\\p{C}<>()\\[\\],;:\"\\\\@.]+(\\.[^\\s\\p{C}<>()\\[\\],;:\"\\\\@.]+)+");

    public static Optional<MailAddress> parse(String typed) {
        String line = PlainText.oneLine(typed);
        return line.length() <= LONGEST && SHAPE.matcher(line).matches() ? Optional.of(new MailAddress(line))
                : Optional.empty();
    }

    boolean isThatOf(String other) {
        return text.toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
    }
}
