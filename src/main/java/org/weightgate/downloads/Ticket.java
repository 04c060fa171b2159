package org.weightgate.downloads;

import java.time.Instant;
import java.util.List;

/// A right put to use: one short-lived URL per file. Given to the one who asked, kept nowhere.
public sealed interface Ticket {

    record Granted(List<File> files) implements Ticket {

        public Granted {
            files = List.copyOf(files);
        }
    }

    /// `page` is where the person can do something about it.
    record Refused(int status, String reason, String advice, String page) implements Ticket {
    }

    record File(String path, String url, long size, String sha256, Instant expiresAt) {

        @Override
        public String toString() {
            return "File[" + path + "]";
        }
    }
}
