package org.weightgate.loader.transfer;

import java.io.Serial;

/// The portal cannot be reached, or does not do what it is there for; a moment later it may be back.
public final class NoPortalException extends TransferException {

    @Serial
    private static final long serialVersionUID = 1;

    NoPortalException(String message) {
        super(message);
    }
}
