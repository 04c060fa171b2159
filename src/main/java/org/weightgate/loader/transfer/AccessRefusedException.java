package org.weightgate.loader.transfer;

import java.io.Serial;

/// The portal understood and said no. The message is a sentence or two for the user and says what to do next.
public final class AccessRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String reason;

    /// `reason` is the machine-readable one, `message` what the user reads.
    public AccessRefusedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// The portal's machine-readable reason, such as `not-approved`.
    public String reason() {
        return reason;
    }
}
