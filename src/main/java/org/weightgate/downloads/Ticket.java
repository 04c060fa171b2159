package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.weightgate.catalogue.Advice;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

/// A right put to use: one short-lived URL per file. Given to the one who asked, kept nowhere.
public sealed interface Ticket {

    record Granted(List<File> files) implements Ticket {

        public Granted {
            files = List.copyOf(files);
        }
    }

    /// `brief` is for whoever may not be the person: it tells nothing that somebody wrote to them. Asking again helps after
    /// `retryAfter`, where that is there.
    record Refused(int status, String reason, Advice advice, Advice brief, Optional<Duration> retryAfter) implements Ticket {

        /// What a program reads or a browser shows, with these of its words.
        ProblemException problem(Advice said, PortalUrl portal) {
            var problem = ProblemException.linking(status, reason, said.at(portal), said.link(portal));
            return retryAfter.map(problem::after).orElse(problem);
        }
    }

    record File(String path, String url, long size, String sha256, Instant expiresAt) {

        @Override
        public String toString() {
            return "File[" + path + "]";
        }
    }
}
