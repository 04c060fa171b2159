package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Whether somebody's access to a model can be renewed, as the room that gives access knows it.
public interface Renewable {

    /// Live or run out; what was revoked is applied for anew.
    boolean of(UUID person, UUID model);

    /// When the model's owners rejected somebody who had access, if that is how it ended.
    Optional<Instant> rejectedAt(UUID person, UUID model);
}
