package org.weightgate.grants;

import java.time.Instant;
import java.util.UUID;

import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// A grant in the list of those who look after its model.
record HolderRow(UUID id, String reference, String holder, String username, String model, GrantState state, String tone,
        String status, Instant sinceInstant, Instant untilInstant, String reason, boolean pausable,
        int version) {

    static HolderRow of(Grant grant, Person holder, Model model, Instant now) {
        GrantState state = grant.stateAt(now);
        return new HolderRow(grant.id(), grant.reference(), holder.displayName(), holder.username(), model.fullName(), state,
                GrantWords.of(grant, now).tone(), GrantWords.state(state), grant.stateSince(), grant.endsAt(),
                grant.stateText().orElse(""),
                state == GrantState.ACTIVE || grant.suspendReason().filter(SuspendReason.TERMS::equals).isPresent(),
                grant.version());
    }

    public String since() {
        return Instants.day(sinceInstant);
    }

    public String until() {
        return Instants.day(untilInstant);
    }

    public boolean live() {
        return state.isLive();
    }

    public boolean suspended() {
        return state == GrantState.SUSPENDED;
    }
}
