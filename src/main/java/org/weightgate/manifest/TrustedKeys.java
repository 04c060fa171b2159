package org.weightgate.manifest;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The publishers' keys and certificate authorities a user has chosen. Nobody else adds to them: not the portal, not the release.
public final class TrustedKeys {

    private final Map<String, SignerKey> byFingerprint;
    private final List<X509Certificate> authorities;
    private final Instant at;

    private TrustedKeys(Map<String, SignerKey> byFingerprint, List<X509Certificate> authorities, Instant at) {
        this.byFingerprint = byFingerprint;
        this.authorities = authorities;
        this.at = at;
    }

    /// These keys and no others.
    public static TrustedKeys of(Collection<SignerKey> keys) {
        return of(keys, List.of(), Instant.now());
    }

    /// These keys and no others.
    public static TrustedKeys of(SignerKey... keys) {
        return of(List.of(keys));
    }

    /// Keys, and authorities whose certificates are believed while they are valid `at` that time.
    public static TrustedKeys of(Collection<SignerKey> keys, Collection<X509Certificate> authorities, Instant at) {
        Map<String, SignerKey> byFingerprint = keys.stream()
                .collect(Collectors.toUnmodifiableMap(SignerKey::fingerprint, Function.identity(), (first, _) -> first));
        return new TrustedKeys(byFingerprint, List.copyOf(authorities), at);
    }

    /// The key with this fingerprint, if it is trusted.
    public Optional<SignerKey> find(String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    /// The key of a signature with certificates: itself trusted, or certified by a trusted authority.
    SignerKey require(CertificateChain chain) throws VerificationException {
        if (find(chain.key().fingerprint()).isPresent()) {
            return chain.key();
        }
        if (authorities.isEmpty()) {
            throw new UnknownSignerException(chain.key().fingerprint(), Optional.of(chain.issuer()));
        }
        chain.requireIssuedBy(authorities, at);
        return chain.key();
    }
}
