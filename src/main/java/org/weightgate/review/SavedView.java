package org.weightgate.review;

import java.util.UUID;

/// A reviewer's own view of the queue, under a name of theirs.
public record SavedView(UUID id, String name, Tray tray, String model, String words) {

    public String href() {
        return QueueLink.to(tray, model, words);
    }
}
