package org.weightgate.review;

import java.util.UUID;

/// Someone who reviews a model, as their colleagues see them.
public record Colleague(UUID id, String name, String username, boolean away) {
}
