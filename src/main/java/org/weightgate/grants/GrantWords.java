package org.weightgate.grants;

import java.time.Instant;

import org.weightgate.web.Instants;

/// A grant in the reader's words, the same on every page: a tone, a headline and what it means.
record GrantWords(String tone, String headline, String text) {

    /// What a page with room for one text only says: with the reason somebody wrote for the holder.
    String textWith(Grant grant) {
        return grant.stateText().map(why -> text + " Why: " + why).orElse(text);
    }

    static GrantWords of(Grant grant, Instant now) {
        return switch (grant.stateAt(now)) {
            case ACTIVE -> new GrantWords("good", "Download until " + Instants.day(grant.endsAt()),
                    "You can download until " + Instants.day(grant.endsAt()) + ". " + covered(grant));
            case SUSPENDED -> grant.suspendReason().filter(SuspendReason.TERMS::equals).isPresent()
                    ? new GrantWords("you", "New terms wait for you",
                            "Paused since " + Instants.day(grant.stateSince()) + " because " + SuspendReason.TERMS.words()
                                    + ". Accept them, and you can go on at once.")
                    : new GrantWords("you", "Your access is paused",
                            "Paused since " + Instants.day(grant.stateSince()) + " because "
                                    + grant.suspendReason().map(SuspendReason::words).orElse("of its owner") + ".");
            case REVOKED -> new GrantWords("bad", "Your access was revoked",
                    "It ended on " + Instants.day(grant.stateSince()) + ": no new download starts. "
                            + grant.revokeReason().map(reason -> reason.words() + ".").orElse(""));
            case EXPIRED -> new GrantWords("ended", "Your access has ended",
                    "You could download until " + Instants.day(grant.endsAt())
                            + ". Renew it with a few lines on what you used it for.");
            case SUPERSEDED -> new GrantWords("ended", "Replaced by a newer grant",
                    "A newer grant took this one's place on " + Instants.day(grant.stateSince()) + ".");
        };
    }

    /// One word for lists and badges.
    static String state(GrantState state) {
        return switch (state) {
            case ACTIVE -> "open";
            case SUSPENDED -> "paused";
            case EXPIRED -> "ended";
            case REVOKED -> "revoked";
            case SUPERSEDED -> "replaced";
        };
    }

    static String covered(Grant grant) {
        String range = grant.releases().text();
        return range.equals("*") ? "It covers every release." : "It covers release " + range + ".";
    }
}
