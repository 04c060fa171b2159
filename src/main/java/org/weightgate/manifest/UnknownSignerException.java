package org.weightgate.manifest;

import java.io.Serial;

/// The signature names a key its reader has not chosen to trust.
public final class UnknownSignerException extends VerificationException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String fingerprint;

    UnknownSignerException(String fingerprint) {
        super(ModelSignature.FILE_NAME, "signer", "signed by the key " + fingerprint + ", which you do not trust");
        this.fingerprint = fingerprint;
    }

    public String fingerprint() {
        return fingerprint;
    }
}
