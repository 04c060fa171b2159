package org.weightgate.people;

import java.util.Locale;
import java.util.Optional;

/// Whether a person is banned, by a ban of which kind, and a mark that differs after every ban and lifting that concerns them.
public record BanStanding(Optional<BanKind> kind, String epoch) {

    public static final BanStanding NEVER = new BanStanding(Optional.empty(), "");

    public boolean banned() {
        return kind.isPresent();
    }

    /// To be read by reviewers.
    public String words() {
        if (epoch.isEmpty() && kind.isEmpty()) {
            return "no ban";
        }
        String now = kind.map(met -> "banned, by a ban of " + met.label().toLowerCase(Locale.ROOT)).orElse("not banned now");
        String[] counted = epoch.split("\\.", 2);
        return counted.length < 2 ? now : now + "; bans so far: " + counted[0] + ", lifted: " + counted[1];
    }
}
