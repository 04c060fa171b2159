package org.weightgate.people;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// Sets of scopes as they travel: words in a form, in a request, in a column.
final class Scopes {

    private Scopes() {
    }

    /// The scopes these words name; words we do not know ask for nothing.
    static Set<Scope> of(Collection<String> words) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : Scope.values()) {
            if (words.contains(scope.word())) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    static Set<Scope> of(String[] words) {
        return of(Arrays.asList(words));
    }

    static String[] words(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).toArray(String[]::new);
    }

    /// What a person may hand to a token: publishing and reviewing only while the realm lets them hold a role that does. Owners
    /// are publishers in the realm, and decide too; which models is asked again at every act.
    static Set<Scope> within(Person person) {
        var scopes = EnumSet.of(Scope.READ, Scope.APPLY);
        if (person.holds(RealmRole.PUBLISHER) || person.holds(RealmRole.ADMIN)) {
            scopes.add(Scope.PUBLISH);
        }
        if (Arrays.stream(RealmRole.values()).anyMatch(person::holds)) {
            scopes.add(Scope.REVIEW);
        }
        return scopes;
    }

    static Set<Scope> both(Set<Scope> one, Set<Scope> other) {
        var both = EnumSet.noneOf(Scope.class);
        both.addAll(one);
        both.retainAll(other);
        return both;
    }
}
