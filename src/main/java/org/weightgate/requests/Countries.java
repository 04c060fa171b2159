package org.weightgate.requests;

import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// ISO 3166-1 alpha-2, with English names in alphabetical order.
public final class Countries {

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());

    static final List<Choice> ALL = Stream.of(Locale.getISOCountries()).map(code -> new Choice(code, name(code)))
            .sorted(Comparator.comparing(Choice::label, Collator.getInstance(Locale.ENGLISH))).toList();

    private Countries() {
    }

    static boolean has(String code) {
        return CODES.contains(code);
    }

    static String name(String code) {
        return Locale.of("", code).getDisplayCountry(Locale.ENGLISH);
    }

    public record Choice(String value, String label) {
    }
}
