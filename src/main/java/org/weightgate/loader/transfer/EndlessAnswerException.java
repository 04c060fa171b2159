package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.Serial;

/// An answer made to go on for ever. Whoever sends one is not asked again.
final class EndlessAnswerException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    EndlessAnswerException() {
        super("its answer does not come to an end");
    }
}
