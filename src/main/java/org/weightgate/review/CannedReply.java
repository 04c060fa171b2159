package org.weightgate.review;

import java.util.UUID;

/// One reviewer's own words for a message.
public record CannedReply(UUID id, String name, String text) {
}
