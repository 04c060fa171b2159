package org.weightgate.grants;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

/// What another room may ask of a grant for the person who is signed in; the desk's rules say whether it happens.
@ApplicationScoped
public class GrantActs {

    private final GrantDesk desk;

    GrantActs(GrantDesk desk) {
        this.desk = desk;
    }

    public void pause(UUID grant, String why) {
        desk.change(grant, new GrantCommand.Suspend(SuspendReason.OWNER, why), null);
    }

    public void resume(UUID grant, String why) {
        desk.change(grant, new GrantCommand.Resume(why), null);
    }

    /// Ends it so that a new request has to wait, as after one that was rejected.
    public void reject(UUID grant, String why) {
        desk.change(grant, new GrantCommand.Revoke(RevokeReason.REJECTED, why), null);
    }

    public void revoke(UUID grant, String why) {
        desk.change(grant, new GrantCommand.Revoke(RevokeReason.OTHER, why), null);
    }
}
