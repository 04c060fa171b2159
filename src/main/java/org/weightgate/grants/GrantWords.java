package org.weightgate.grants;

import java.time.Instant;

/// A grant in the reader's words, the same on every page: a tone, a headline and what it means.
record GrantWords(String tone, String headline, String text) {

    static GrantWords of(Grant grant, Instant now) {
        String why = grant.stateText().map(words -> " " + words).orElse("");
        return switch (grant.stateAt(now)) {
            case ACTIVE -> new GrantWords("good", "Download until " + Day.of(grant.endsAt()),
                    "You can download until " + Day.of(grant.endsAt()) + ". " + covered(grant));
            case SUSPENDED -> new GrantWords("you", "Your access is paused",
                    "Paused since " + Day.of(grant.stateSince()) + " because "
                            + grant.suspendReason().map(SuspendReason::words).orElse("of its owner") + "." + why);
            case REVOKED -> new GrantWords("bad", "Your access was revoked",
                    "Your access was revoked on " + Day.of(grant.stateSince()) + " because:" + why);
            case EXPIRED -> new GrantWords("ended", "Your access has ended",
                    "You could download until " + Day.of(grant.endsAt()) + ". Apply again to renew it.");
            case SUPERSEDED -> new GrantWords("ended", "Replaced by a newer grant",
                    "A newer grant took this one's place on " + Day.of(grant.stateSince()) + ".");
        };
    }

    private static String covered(Grant grant) {
        String range = grant.releases().text();
        return range.equals("*") ? "It covers every release." : "It covers release " + range + ".";
    }
}
