package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.Serial;

/// An answer that is not waited for any longer; the message completes a sentence for the user.
final class SlowAnswerException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    SlowAnswerException(String message) {
        super(message);
    }
}
