package org.weightgate.local;

import java.io.IOException;

/// A part that cannot start; the message is one sentence for the person at the terminal.
public final class PartFailure extends IOException {
    private static final long serialVersionUID = 1L;

    PartFailure(String sentence) {
        super(sentence);
    }

    PartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
