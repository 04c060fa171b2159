package org.weightgate.grants;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;

/// A grant on its holder's page.
record GrantCard(String reference, String model, GrantWords words, String state, String why, boolean open, boolean renewable,
        Instant endsAt, String until, String covered, @Nullable ReleaseCard release) {

    static GrantCard of(Grant grant, Model model, @Nullable ReleaseCard release, Instant now) {
        GrantState state = grant.stateAt(now);
        return new GrantCard(grant.reference(), model.fullName(), GrantWords.of(grant, now), GrantWords.state(state),
                grant.stateText().orElse(""), state == GrantState.ACTIVE, !state.isLive(), grant.endsAt(),
                Day.of(grant.endsAt()),
                GrantWords.covered(grant), release);
    }
}
