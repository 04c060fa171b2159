package org.weightgate.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What a person has downloaded of a model, as the room that signs the addresses knows it.
public interface DownloadRecord {

    Downloaded of(UUID person, UUID model);

    /// What was given out to them so far.
    ///
    /// @param files how many different files addresses were given out for
    /// @param bytes their size, each counted once
    record Downloaded(long files, long bytes, List<String> releases, @Nullable Instant last) {

        public static final Downloaded NOTHING = new Downloaded(0, 0, List.of(), null);

        public boolean isNothing() {
            return files == 0;
        }
    }
}
