package org.weightgate.grants;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.Instants;

/// How far a campaign for new terms has come: counts, and one page of the holders of a group.
record TermsProgress(String model, int version, String title, Instant started, Instant graceEnds, boolean over, long accepted,
        long pending, long paused, Group group, List<Row> rows, @Nullable UUID next) {

    static final int PAGE = 50;

    enum Group {
        PENDING("not accepted yet", "waiting"),
        PAUSED("paused until they accept", "you"),
        ACCEPTED("accepted", "good");

        private final String words;
        private final String tone;

        Group(String words, String tone) {
            this.words = words;
            this.tone = tone;
        }

        static Group of(@Nullable String word) {
            return Arrays.stream(values()).filter(group -> group.word().equals(word)).findFirst().orElse(PENDING);
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String words() {
            return words;
        }

        public String tone() {
            return tone;
        }
    }

    record Row(UUID grant, String reference, String holder, String username, @Nullable Instant acceptedAt) {

        public String acceptedOn() {
            return acceptedAt == null ? "" : Instants.day(acceptedAt);
        }
    }

    public List<Group> groups() {
        return List.of(Group.values());
    }

    public long count(Group of) {
        return switch (of) {
            case PENDING -> pending;
            case PAUSED -> paused;
            case ACCEPTED -> accepted;
        };
    }

    public long all() {
        return accepted + pending + paused;
    }

    public String startedOn() {
        return Instants.day(started);
    }

    public String endsOn() {
        return Instants.day(graceEnds);
    }
}
