package org.weightgate.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.DownloadRecord.Downloaded;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;
import org.weightgate.web.Instants;

/// A grant on its holder's page.
///
/// @param renewal what can be done about its end
/// @param terms   newer terms that have to be accepted
/// @param banned  whether a ban keeps the holder away from this model
record GrantCard(UUID id, String reference, String model, GrantWords words, String state, String why, boolean open,
        Instant endsAt,
        String until, String left, String covered, @Nullable ReleaseCard release, Use use, Renewal renewal,
        @Nullable TermsNote terms, boolean banned) {

    /// What was downloaded so far.
    record Use(boolean nothing, long files, long bytes, String releases, @Nullable Instant last) {

        static Use of(Downloaded used) {
            return new Use(used.isNothing(), used.files(), used.bytes(), String.join(", ", used.releases()), used.last());
        }

        public String lastDay() {
            return last == null ? "" : Instants.day(last);
        }
    }

    enum Renewal {
        POSSIBLE,
        UNDER_WAY,
        ENDED
    }

    record TermsNote(String path, Instant deadline, boolean over) {

        public String day() {
            return Instants.day(deadline);
        }
    }

    static GrantCard of(Grant grant, Model model, @Nullable Release release, Downloaded used, boolean waiting,
            @Nullable Instant deadline, boolean banned, Instant now) {
        GrantState state = grant.stateAt(now);
        boolean termsOver = deadline != null && !now.isBefore(deadline);
        return new GrantCard(grant.id(), grant.reference(), model.fullName(), GrantWords.of(grant, now),
                GrantWords.state(state),
                grant.stateText().orElse(""), state == GrantState.ACTIVE && !termsOver, grant.endsAt(),
                Instants.day(grant.endsAt()),
                left(now, grant.endsAt()), GrantWords.covered(grant), release == null ? null : ReleaseCard.of(model, release),
                Use.of(used), renewal(state, waiting),
                deadline == null ? null : new TermsNote(TermsPages.path(model.fullName()), deadline, termsOver),
                banned);
    }

    public boolean renewable() {
        return renewal == Renewal.POSSIBLE;
    }

    public boolean beingRenewed() {
        return renewal == Renewal.UNDER_WAY;
    }

    public boolean ended() {
        return renewal == Renewal.ENDED;
    }

    private static Renewal renewal(GrantState state, boolean waiting) {
        if (waiting) {
            return Renewal.UNDER_WAY;
        }
        return state.isRenewable() ? Renewal.POSSIBLE : Renewal.ENDED;
    }

    private static String left(Instant now, Instant end) {
        long days = Duration.between(now, end).toDays();
        if (days > 60) {
            return "about " + days / 30 + " months";
        }
        if (days >= 2) {
            return days + " days";
        }
        long hours = Math.max(1, Duration.between(now, end).toHours());
        return hours == 1 ? "an hour" : hours + " hours";
    }
}
