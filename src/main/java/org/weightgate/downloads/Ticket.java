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

    record Refused(int status, String reason, Advice advice) implements Ticket {
    }

    record File(String path, String url, long size, String sha256, Instant expiresAt) {

        @Override
        public String toString() {
            return "File[" + path + "]";
        }
    }
}
