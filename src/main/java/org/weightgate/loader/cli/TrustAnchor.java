package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

import org.weightgate.manifest.CertificateChain;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.Printable;
import org.weightgate.manifest.SignerKey;

/// What a user can choose to trust.
sealed interface TrustAnchor {

    int MAXIMUM_BYTES = 64 << 10;

    /// A publisher's own key.
    record Key(SignerKey key) implements TrustAnchor {
        @Override
        public String fingerprint() {
            return key.fingerprint();
        }

        @Override
        public String pem() {
            return key.pem();
        }

        @Override
        public String kind() {
            return "key";
        }
    }

    /// A certificate authority: whoever it certifies for signing.
    record Authority(X509Certificate certificate) implements TrustAnchor {
        @Override
        public String fingerprint() {
            return CertificateChain.fingerprint(certificate);
        }

        @Override
        public String pem() {
            return CertificateChain.pem(certificate);
        }

        @Override
        public String kind() {
            return "authority " + Printable.of(certificate.getSubjectX500Principal().getName(), 160);
        }
    }

    String fingerprint();

    String pem();

    /// In a word, for lists.
    String kind();

    /// Reads a file a user points at.
    static TrustAnchor ofFile(Path file) throws IOException, KeyFormatException, CommandFailure {
        return ofPem(Files.size(PathArgument.file(file)) > MAXIMUM_BYTES ? ""
                : new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    /// A public key, an authority's certificate, or a publisher's own certificate, which stands for its key.
    static TrustAnchor ofPem(String text) throws KeyFormatException {
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            return new Key(SignerKey.ofPem(text));
        }
        List<X509Certificate> certificates = CertificateChain.certificates(text);
        if (certificates.size() > 1) {
            throw new KeyFormatException("it holds " + certificates.size()
                    + " certificates; add the authority you mean, in a file of its own");
        }
        X509Certificate certificate = certificates.getFirst();
        return CertificateChain.isAuthority(certificate) ? new Authority(certificate)
                : new Key(SignerKey.of(certificate.getPublicKey()));
    }
}
