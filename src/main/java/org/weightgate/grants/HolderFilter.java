package org.weightgate.grants;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.PlainText;

/// Which of a model's holders are listed.
record HolderFilter(String words, Show show, Optional<UUID> after) {

    private static final int LONGEST = 100;

    enum Show {
        ALL("All", List.of(GrantState.values())),
        OPEN("Open", List.of(GrantState.ACTIVE)),
        PAUSED("Paused", List.of(GrantState.SUSPENDED)),
        ENDED("Ended", List.of(GrantState.EXPIRED, GrantState.REVOKED, GrantState.SUPERSEDED));

        private final String label;
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<GrantState> states;

        Show(String label, List<GrantState> states) {
            this.label = label;
            this.states = List.copyOf(states);
        }

        public String label() {
            return label;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<String> states() {
            return states.stream().map(GrantState::name).toList();
        }
    }

    static HolderFilter of(@Nullable String words, @Nullable String show, @Nullable UUID after) {
        String typed = words == null ? "" : PlainText.oneLine(words);
        return new HolderFilter(typed.length() > LONGEST ? typed.substring(0, LONGEST) : typed,
                Arrays.stream(Show.values()).filter(one -> one.word().equals(show)).findFirst().orElse(Show.ALL),
                Optional.ofNullable(after));
    }

    /// The words as an address carries them.
    public String encoded() {
        return URLEncoder.encode(words, StandardCharsets.UTF_8);
    }

    boolean searches() {
        return !words.isEmpty();
    }

    /// The beginning of a name or address, for `like`.
    String prefix() {
        return words.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
