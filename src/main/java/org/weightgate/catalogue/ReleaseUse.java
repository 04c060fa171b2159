package org.weightgate.catalogue;

import java.util.UUID;

/// What another room can tell a publisher about who uses a release.
public interface ReleaseUse {

    /// One line of the release's page; an empty `href` leads nowhere. `people` is how many have to hear of a withdrawal.
    record Line(String label, String text, String href, long people) {
    }

    Line of(Model model, UUID release);

    /// The line with the lowest number comes first.
    int priority();
}
