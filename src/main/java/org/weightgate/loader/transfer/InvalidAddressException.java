package org.weightgate.loader.transfer;

import java.io.Serial;

/// An address no token may be sent to; the message is a sentence for the user.
public final class InvalidAddressException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    InvalidAddressException(String message) {
        super(message);
    }
}
