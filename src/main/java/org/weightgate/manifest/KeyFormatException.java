package org.weightgate.manifest;

import java.io.Serial;

/// A key file that cannot be used; the message completes "the key file cannot be used: ...".
public final class KeyFormatException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    public KeyFormatException(String message) {
        super(message);
    }
}
