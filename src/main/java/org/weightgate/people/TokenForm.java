package org.weightgate.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.Problem.FieldError;

/// What was typed to make a token, kept as typed.
record TokenForm(String name, List<String> scopes, String days) {

    static final TokenForm EMPTY = new TokenForm("", List.of(Scope.READ.word()), "90");

    private static final int LONGEST_NAME = 100;

    static TokenForm of(@Nullable String name, @Nullable List<String> scopes, @Nullable String days) {
        return new TokenForm(name == null ? "" : name.strip(), scopes == null ? List.of() : List.copyOf(scopes),
                days == null ? "" : days.strip());
    }

    List<FieldError> errors(Set<Scope> possible, int longestDays) {
        var errors = new ArrayList<FieldError>();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError("name", "Give the token a name of 1 to " + LONGEST_NAME + " characters."));
        }
        if (chosen().isEmpty() || !possible.containsAll(chosen())) {
            errors.add(new FieldError("scopes", "Choose what the token may do, at least one thing."));
        }
        if (life().filter(days -> days <= longestDays).isEmpty()) {
            errors.add(new FieldError("days", "Enter a number of days from 1 to " + longestDays + "."));
        }
        return List.copyOf(errors);
    }

    Set<Scope> chosen() {
        return Scopes.of(scopes);
    }

    Optional<Integer> life() {
        return days.matches("[1-9][0-9]{0,3}") ? Optional.of(Integer.valueOf(days)) : Optional.empty();
    }

    public boolean has(String scope) {
        return scopes.contains(scope);
    }
}
