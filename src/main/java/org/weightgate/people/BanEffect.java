package org.weightgate.people;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a ban ends in a room above, person by person.
public interface BanEffect {

    int BEFORE_GRANTS = 0;
    int GRANTS = 1;

    /// The lowest first: an approval that is being written ends before the grants it makes are looked for.
    int order();

    /// For the preview: what those concerned have that ends, after "of them with".
    String ends();

    /// Who among these people has something that ends, on the one model or on any.
    Set<UUID> concerned(List<UUID> people, Optional<UUID> model);

    /// Ends it, in the caller's transaction. False for whoever had nothing (any more).
    boolean banned(Person person, Ban ban);
}
