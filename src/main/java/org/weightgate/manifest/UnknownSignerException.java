package org.weightgate.manifest;

import java.io.Serial;
import java.util.Optional;

/// The signature names a key its reader has not chosen to trust.
public final class UnknownSignerException extends VerificationException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String fingerprint;
    private final transient Optional<String> issuer;

    /// `fingerprint` is that of the key, with which no certificate came.
    public UnknownSignerException(String fingerprint) {
        this(fingerprint, Optional.empty());
    }

    /// `issuer` is who certified the key, by the certificate's own words.
    UnknownSignerException(String fingerprint, Optional<String> issuer) {
        super(ModelSignature.FILE_NAME, "signer", "signed by the key " + fingerprint + ", which you do not trust");
        this.fingerprint = fingerprint;
        this.issuer = issuer;
    }

    /// The fingerprint of the key that is not trusted.
    public String fingerprint() {
        return fingerprint;
    }

    /// Who certified the key, where the signature came with certificates.
    public Optional<String> issuer() {
        return issuer;
    }
}
