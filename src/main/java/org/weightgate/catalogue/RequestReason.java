package org.weightgate.catalogue;

import java.util.Optional;
import java.util.UUID;

/// Why a person who asked for a model has no grant on it, as the room of requests knows it.
public interface RequestReason {

    /// `pending`, `changes-requested` or `rejected`; nothing when no request says why.
    Optional<String> reasonFor(UUID person, UUID model);

    /// The same in words: since when, what the reviewers wrote, and where to go on.
    Optional<Advice> adviceFor(UUID person, Model model);
}
