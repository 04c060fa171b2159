package org.weightgate.requests;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.weightgate.web.Sha256;

/// One hash per shown fact, so that a stale digest tells which fact moved. Opaque to everyone else.
final class FactsDigest {

    private static final int CHARACTERS_PER_FACT = 32;

    private FactsDigest() {
    }

    static String of(Map<ShownFact, String> facts) {
        return Stream.of(ShownFact.values()).map(fact -> part(fact, facts)).collect(Collectors.joining("."));
    }

    static Set<ShownFact> changed(String seen, String current) {
        Set<String> before = Set.copyOf(List.of(seen.split("\\.", -1)));
        var changed = EnumSet.noneOf(ShownFact.class);
        for (String part : current.split("\\.", -1)) {
            if (!before.contains(part)) {
                changed.add(ShownFact.valueOf(part.substring(0, part.indexOf('-'))));
            }
        }
        return changed;
    }

    private static String part(ShownFact fact, Map<ShownFact, String> facts) {
        String value = facts.get(fact);
        if (value == null) {
            throw new IllegalArgumentException("No value for the fact " + fact);
        }
        return fact.name() + '-' + Sha256.hex(fact.name() + '\n' + value).substring(0, CHARACTERS_PER_FACT);
    }
}
