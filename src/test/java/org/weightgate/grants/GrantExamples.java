package org.weightgate.grants;

import java.time.Instant;
import java.util.UUID;

/// Grants as they stand after a story, for tests of the rooms that read them.
public final class GrantExamples {

    public static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    public static final Instant END = Instant.parse("2027-06-01T12:00:00Z");

    private GrantExamples() {
    }

    public static Grant active() {
        return new Grant(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), new ReleaseRange("1.x"),
                START, END);
    }

    public static Grant suspended(SuspendReason reason) {
        return after(new GrantEvent.Suspended(reason, "please send the ethics approval"));
    }

    public static Grant revoked() {
        return after(new GrantEvent.Revoked(RevokeReason.ENDED, "the project ended"));
    }

    public static Grant superseded() {
        return after(new GrantEvent.Superseded(UUID.randomUUID()));
    }

    private static Grant after(GrantEvent event) {
        Grant grant = active();
        grant.apply(event, START.plusSeconds(60));
        return grant;
    }
}
