package org.weightgate.downloads;

import java.time.Instant;
import java.util.List;

import org.weightgate.catalogue.Advice;

/// A right put to use: one short-lived URL per file. Given to the one who asked, kept nowhere.
public sealed interface Ticket {

    record Granted(List<File> files) implements Ticket {

        public Granted {
            files = List.copyOf(files);
        }
    }

    /// `brief` is for whoever may not be the person: it tells nothing that somebody wrote to them.
    record Refused(int status, String reason, Advice advice, Advice brief) implements Ticket {
    }

    record File(String path, String url, long size, String sha256, Instant expiresAt) {

        @Override
        public String toString() {
            return "File[" + path + "]";
        }
    }
}
