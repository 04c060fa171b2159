package org.weightgate.manifest;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/// The certificates beside a signature: first the signer's own, on an ECDSA key, then those that lead towards an authority.
public final class CertificateChain {

    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int MOST = 10;

    private final List<X509Certificate> certificates;
    private final SignerKey key;

    private CertificateChain(List<X509Certificate> certificates, SignerKey key) {
        this.certificates = List.copyOf(certificates);
        this.key = key;
    }

    /// Reads one or more `CERTIFICATE` blocks, the signer's first.
    public static CertificateChain ofPem(String text) throws KeyFormatException {
        return of(certificates(text));
    }

    /// Every certificate of a PEM file, in its order.
    public static List<X509Certificate> certificates(String text) throws KeyFormatException {
        var found = new ArrayList<X509Certificate>();
        for (Pem block : Pem.all(text)) {
            if (block.label().equals("CERTIFICATE")) {
                found.add(certificate(block.der()));
            }
        }
        if (found.isEmpty()) {
            throw new KeyFormatException("it holds no CERTIFICATE");
        }
        return found;
    }

    static CertificateChain ofDer(List<byte[]> der) throws KeyFormatException {
        var certificates = new ArrayList<X509Certificate>();
        for (byte[] one : der) {
            certificates.add(certificate(one));
        }
        return of(certificates);
    }

    private static CertificateChain of(List<X509Certificate> certificates) throws KeyFormatException {
        if (certificates.isEmpty() || certificates.size() > MOST) {
            throw new KeyFormatException("a chain has from 1 to " + MOST + " certificates");
        }
        return new CertificateChain(certificates, SignerKey.of(certificates.getFirst().getPublicKey()));
    }

    private static X509Certificate certificate(byte[] der) throws KeyFormatException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException _) {
            throw new KeyFormatException("it holds a certificate that cannot be read");
        }
    }

    /// Whether `certificate` may issue others.
    public static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /// Hexadecimal SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` shows it.
    public static String fingerprint(X509Certificate certificate) {
        try {
            return Digest.sha256(certificate.getEncoded()).hex();
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A certificate as a PEM block.
    public static String pem(X509Certificate certificate) {
        try {
            return Pem.write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The key of the signer's certificate.
    public SignerKey key() {
        return key;
    }

    /// Who issued the signer's certificate, or the highest authority that came with it.
    public String issuer() {
        return Printable.of(certificates.getLast().getIssuerX500Principal().getName(), 200);
    }

    /// Who issued the signer's certificate, if no certificate of any authority stands beside it.
    public Optional<String> aloneUnder() {
        X509Certificate own = certificates.getFirst();
        boolean isAlone = certificates.size() == 1 && !own.getIssuerX500Principal().equals(own.getSubjectX500Principal());
        return isAlone ? Optional.of(issuer()) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateChain chain && certificates.equals(chain.certificates);
    }

    @Override
    public int hashCode() {
        return certificates.hashCode();
    }

    List<byte[]> der() {
        var der = new ArrayList<byte[]>();
        try {
            for (X509Certificate certificate : certificates) {
                der.add(certificate.getEncoded());
            }
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
        return der;
    }

    /// Requires the chain, in whatever order its authorities stand, to lead to one of `authorities`, to be valid `at` that time,
    /// and the signer's certificate to be for signing. Certificates are not looked up or asked about anywhere: a stolen one is
    /// fought with a newer list of authorities.
    void requireIssuedBy(Collection<X509Certificate> authorities, Instant at) throws VerificationException {
        List<X509Certificate> path = path(authorities);
        requireInTime(certificates.getFirst(), at);
        for (X509Certificate certificate : path) {
            requireInTime(certificate, at);
        }
        if (!path.isEmpty()) {
            requireIssued(path, authorities, at);
        }
        requireForSigning();
    }

    /// The signer's certificate and those that lead from it towards one of `authorities`, by their names: empty if it is one
    /// itself. What issued none of them is left out.
    private List<X509Certificate> path(Collection<X509Certificate> authorities) {
        var path = new ArrayList<X509Certificate>();
        var others = new ArrayList<>(certificates);
        Optional<X509Certificate> next = Optional.of(others.removeFirst());
        while (next.isPresent() && !authorities.contains(next.get())) {
            X509Certificate last = next.get();
            path.add(last);
            next = others.stream().filter(one -> one.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst();
            next.ifPresent(others::remove);
        }
        return path;
    }

    private void requireIssued(List<X509Certificate> path, Collection<X509Certificate> authorities, Instant at)
            throws VerificationException {
        Set<TrustAnchor> anchors = authorities.stream().filter(one -> isInTime(one, at))
                .map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            throw new VerificationException(ModelSignature.FILE_NAME, "certificate 0",
                    "the authorities you trust are none of them valid at " + at + ": add their newer certificates");
        }
        try {
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPath chain = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(chain, parameters);
        } catch (CertPathValidatorException refused) {
            throw new VerificationException(ModelSignature.FILE_NAME, "certificate " + place(path, refused),
                    "it does not lead to an authority you trust (" + Printable.of(String.valueOf(refused.getMessage()), 160)
                            + ")");
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException | CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Where the refused one stands in the signature, whose order the path need not have.
    private int place(List<X509Certificate> path, CertPathValidatorException refused) {
        int index = refused.getIndex();
        return index < 0 ? 0 : certificates.indexOf(path.get(index));
    }

    private void requireInTime(X509Certificate certificate, Instant at) throws VerificationException {
        if (!isInTime(certificate, at)) {
            throw new VerificationException(ModelSignature.FILE_NAME, "certificate " + certificates.indexOf(certificate),
                    "it is valid from " + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant() + ", and now is " + at,
                    "If your clock is right, ask the publisher for a signature with a newer certificate.");
        }
    }

    private static boolean isInTime(X509Certificate certificate, Instant at) {
        try {
            certificate.checkValidity(Date.from(at));
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException _) {
            return false;
        }
    }

    /// RFC 5280, 4.2.1.3 and 4.2.1.12: what a certificate says of its key's use has to allow signing, and so has what it says of
    /// its purposes; one that says neither is not for signing.
    private void requireForSigning() throws VerificationException {
        boolean[] usage = certificates.getFirst().getKeyUsage();
        try {
            List<String> extended = certificates.getFirst().getExtendedKeyUsage();
            if ((usage == null && extended == null) || (usage != null && !usage[0])) {
                throw new VerificationException(ModelSignature.FILE_NAME, "certificate 0", "it is not for digital signatures");
            }
            if (extended != null && !extended.contains(CODE_SIGNING) && !extended.contains(ANY_PURPOSE)) {
                throw new VerificationException(ModelSignature.FILE_NAME, "certificate 0",
                        "it is for other purposes than code signing");
            }
        } catch (GeneralSecurityException _) {
            throw new VerificationException(ModelSignature.FILE_NAME, "certificate 0",
                    "what it may be used for cannot be read");
        }
    }
}
