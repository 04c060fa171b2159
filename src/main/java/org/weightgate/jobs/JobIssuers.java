package org.weightgate.jobs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;

/// Reads the identity that an issuer named in the configuration gave to a job. No transaction may be open: keys may have to be
/// fetched.
@ApplicationScoped
class JobIssuers {

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int CLOCKS_DIFFER_SECONDS = 60;
    /// Signatures with the issuer's public key; nothing that a shared secret or no key at all would make.
    private static final AlgorithmConstraints SIGNATURES = new AlgorithmConstraints(ConstraintType.PERMIT, "RS256", "RS384",
            "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    sealed interface Reading {

        record Proved(JobIdentity job) implements Reading {
        }

        record Unproved(String why) implements Reading {
        }

        record Unreachable(String issuer) implements Reading {
        }
    }

    /// An issuer people may name: what it is called here and its address.
    record Named(String name, String url) {
    }

    private final Map<String, JobKeys> issuers;
    private final List<Named> named;
    private final PortalUrl portal;

    JobIssuers(JobsConfig config, PortalUrl portal) {
        this.issuers = config.issuers().values().stream().collect(Collectors.toUnmodifiableMap(JobsConfig.Issuer::url,
                JobKeys::new));
        this.named = new TreeMap<>(config.issuers()).entrySet().stream()
                .map(entry -> new Named(entry.getKey(), entry.getValue().url())).toList();
        this.portal = portal;
    }

    void check(@Observes StartupEvent start) {
        issuers.values().forEach(known -> {
            requireSafe(known.issuer().url());
            known.issuer().keys().ifPresent(JobIssuers::requireSafe);
        });
    }

    List<Named> all() {
        return named;
    }

    Reading read(String token, Instant now) {
        Optional<String> claimed = claimedIssuer(token);
        @Nullable
        JobKeys known = claimed.map(issuers::get).orElse(null);
        if (known == null) {
            return new Reading.Unproved(claimed.map(url -> "This portal does not know the issuer " + printable(url)
                    + ". Its operator names issuers in weightgate.jobs.issuers.").orElse("This is no signed JWT."));
        }
        try {
            JobIdentity job = proved(token, known, now);
            return job.isOne() ? new Reading.Proved(job)
                    : new Reading.Unproved("Its sub is none that anybody may name: up to 500 printable ASCII characters"
                            + " without spaces and *.");
        } catch (InvalidJwtException | MalformedClaimException refused) {
            return refusal(refused, known.issuer());
        }
    }

    private JobIdentity proved(String token, JobKeys known, Instant now)
            throws InvalidJwtException, MalformedClaimException {
        var reader = new JwtConsumerBuilder()
                .setVerificationKeyResolver((signature, _) -> known.of(signature, now))
                .setJwsAlgorithmConstraints(SIGNATURES)
                .setExpectedIssuer(known.issuer().url())
                .setExpectedAudience(audience(known.issuer()))
                .setRequireSubject()
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(CLOCKS_DIFFER_SECONDS, MINUTES_OF_A_DAY * 60)
                .setMaxFutureValidityInMinutes(MINUTES_OF_A_DAY)
                .setAllowedClockSkewInSeconds(CLOCKS_DIFFER_SECONDS)
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
                .build();
        return new JobIdentity(known.issuer().url(), reader.processToClaims(token).getSubject());
    }

    private String audience(JobsConfig.Issuer issuer) {
        return issuer.audience().orElseGet(portal::toString);
    }

    private Reading refusal(Exception refused, JobsConfig.Issuer issuer) {
        if (refused.getCause() instanceof UnresolvableKeyException keys && keys.getCause() instanceof IOException) {
            Log.warnf("no keys of the job issuer %s: %s", issuer.url(), keys.getMessage());
            return new Reading.Unreachable(issuer.url());
        }
        return new Reading.Unproved(refused instanceof InvalidJwtException invalid ? why(invalid, issuer)
                : "Its claims cannot be read.");
    }

    private String why(InvalidJwtException invalid, JobsConfig.Issuer issuer) {
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "The job's identity has expired: have its system make a new one.";
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "The job's identity was made for somebody else: ask for it with the audience " + audience(issuer) + ".";
        }
        if (invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID) || invalid.getCause() instanceof UnresolvableKeyException) {
            return "The signature is none by the keys of " + issuer.url() + ".";
        }
        return "It is no identity that is valid now and for a day at most, with iss, aud, sub, iat and exp, signed with a public"
                + " key of " + issuer.url() + ".";
    }

    /// Only to choose the issuer whose keys it must be signed with.
    private static Optional<String> claimedIssuer(String token) {
        try {
            JwtContext unproved = new JwtConsumerBuilder().setSkipAllValidators().setDisableRequireSignature()
                    .setSkipSignatureVerification().build().process(token);
            return Optional.ofNullable(unproved.getJwtClaims().getIssuer());
        } catch (InvalidJwtException | MalformedClaimException _) {
            return Optional.empty();
        }
    }

    private static void requireSafe(String address) {
        if (!JobKeys.isSafe(address)) {
            throw new IllegalStateException("weightgate.jobs.issuers: " + address
                    + " is no https address (http is only for this machine): anybody on the way could forge jobs.");
        }
    }

    private static String printable(String text) {
        String shown = text.replaceAll("[^ -~]", "?");
        return shown.substring(0, Math.min(shown.length(), 200));
    }
}
