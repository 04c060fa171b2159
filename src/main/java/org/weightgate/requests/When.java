package org.weightgate.requests;

import java.time.Instant;

import org.weightgate.web.Instants;

/// An instant as pages show it: words for people, the exact moment for the `time` element.
public record When(Instant at) {

    public String iso() {
        return Instants.iso(at);
    }

    public String day() {
        return Instants.day(at);
    }

    public String minute() {
        return Instants.minute(at);
    }
}
