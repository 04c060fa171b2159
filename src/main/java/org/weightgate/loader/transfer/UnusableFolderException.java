package org.weightgate.loader.transfer;

import java.io.Serial;

/// What lies in the folder a download should fill, or how little room there is, keeps it from being filled. Trying again helps
/// only once its user has done something about it.
public final class UnusableFolderException extends TransferException {

    @Serial
    private static final long serialVersionUID = 1;

    UnusableFolderException(String message) {
        super(message);
    }
}
