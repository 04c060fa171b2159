package org.weightgate.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// One hash per shown fact, in the order of `ShownFact`, so that a stale digest tells which fact moved.
public final class FactsDigest {

    private static final String SEPARATOR = ".";
    private static final int CHARACTERS_PER_FACT = 32;

    private FactsDigest() {
    }

    static String of(Map<ShownFact, String> facts) {
        var parts = new String[ShownFact.values().length];
        for (ShownFact fact : ShownFact.values()) {
            String value = facts.get(fact);
            if (value == null) {
                throw new IllegalArgumentException("No value for the fact " + fact);
            }
            parts[fact.ordinal()] = Sha256.hex(fact.name() + '\n' + value).substring(0, CHARACTERS_PER_FACT);
        }
        return String.join(SEPARATOR, parts);
    }

    static Set<ShownFact> changed(String seen, String current) {
        String[] before = seen.split("\\.", -1);
        String[] now = current.split("\\.", -1);
        if (before.length != now.length) {
            return EnumSet.allOf(ShownFact.class);
        }
        var changed = EnumSet.noneOf(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            if (!MessageDigest.isEqual(before[fact.ordinal()].getBytes(UTF_8), now[fact.ordinal()].getBytes(UTF_8))) {
                changed.add(fact);
            }
        }
        return changed;
    }
}
