package org.weightgate.manifest;

import java.io.Serial;

/// A key file that cannot be used; the message completes "the key file cannot be used: ...".
public final class KeyFormatException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    /// `message` says what is wrong with the file, without its name.
    public KeyFormatException(String message) {
        super(message);
    }
}
