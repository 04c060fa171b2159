package org.weightgate.manifest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The publishers' keys a user has chosen. Nobody else adds to them: not the portal, not the release.
public final class TrustedKeys {

    private final Map<String, SignerKey> byFingerprint;

    private TrustedKeys(Map<String, SignerKey> byFingerprint) {
        this.byFingerprint = byFingerprint;
    }

    public static TrustedKeys of(Collection<SignerKey> keys) {
        return new TrustedKeys(keys.stream()
                .collect(Collectors.toUnmodifiableMap(SignerKey::fingerprint, Function.identity(), (first, _) -> first)));
    }

    public static TrustedKeys of(SignerKey... keys) {
        return of(List.of(keys));
    }

    public Optional<SignerKey> find(String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }
}
