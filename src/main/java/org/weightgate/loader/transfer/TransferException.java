package org.weightgate.loader.transfer;

import java.io.Serial;

/// The network or a server failed, or the place here did. The message is a sentence or two for the user and says what to do next.
public sealed class TransferException extends Exception permits UnusableFolderException, NoPortalException {

    @Serial
    private static final long serialVersionUID = 1;

    /// `message` is what the user reads.
    public TransferException(String message) {
        super(message);
    }
}
