package org.weightgate.jobs;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;

/// Reads the identity that an issuer named in the configuration gave to a job. No transaction may be open: keys may have to be
/// fetched.
@ApplicationScoped
class JobIssuers {

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int CLOCKS_DIFFER_SECONDS = 60;
    private static final int FETCH_MILLIS = 5_000;
    private static final long KEYS_ASKED_AGAIN_AFTER_MILLIS = 10_000;
    private static final long KEYS_KEPT_SECONDS = 3600;
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

    private final Map<String, JobsConfig.Issuer> issuers;
    private final List<Named> named;
    private final String portal;
    private final Map<String, HttpsJwks> keys = new ConcurrentHashMap<>();

    JobIssuers(JobsConfig config, @ConfigProperty(name = "weightgate.portal-url") String portal) {
        this.issuers = config.issuers().values().stream().collect(Collectors.toUnmodifiableMap(JobsConfig.Issuer::url,
                issuer -> issuer));
        this.named = new TreeMap<>(config.issuers()).entrySet().stream()
                .map(entry -> new Named(entry.getKey(), entry.getValue().url())).toList();
        this.portal = portal;
    }

    void check(@Observes StartupEvent start) {
        issuers.values().forEach(issuer -> {
            requireSafe(issuer.url());
            issuer.keys().ifPresent(JobIssuers::requireSafe);
        });
    }

    List<Named> all() {
        return named;
    }

    Reading read(String token, Instant now) {
        Optional<String> claimed = claimedIssuer(token);
        JobsConfig.@Nullable Issuer issuer = claimed.map(issuers::get).orElse(null);
        if (issuer == null) {
            return new Reading.Unproved(claimed.map(url -> "This portal does not know the issuer " + printable(url)
                    + ". Its operator names issuers in weightgate.jobs.issuers.").orElse("This is no signed JWT."));
        }
        try {
            JobIdentity job = proved(token, issuer, now);
            return job.isShort() ? new Reading.Proved(job) : new Reading.Unproved("Its sub is longer than anybody may name.");
        } catch (InvalidJwtException | MalformedClaimException refused) {
            return refusal(refused, issuer);
        } catch (IOException | JoseException unreachable) {
            Log.warnf("no keys of the job issuer %s: %s", issuer.url(), unreachable.getMessage());
            return new Reading.Unreachable(issuer.url());
        }
    }

    private JobIdentity proved(String token, JobsConfig.Issuer issuer, Instant now)
            throws InvalidJwtException, MalformedClaimException, IOException, JoseException {
        var reader = new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keysOf(issuer)))
                .setJwsAlgorithmConstraints(SIGNATURES)
                .setExpectedIssuer(issuer.url())
                .setExpectedAudience(audience(issuer))
                .setRequireSubject()
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(CLOCKS_DIFFER_SECONDS, MINUTES_OF_A_DAY * 60)
                .setMaxFutureValidityInMinutes(MINUTES_OF_A_DAY)
                .setAllowedClockSkewInSeconds(CLOCKS_DIFFER_SECONDS)
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
                .build();
        return new JobIdentity(issuer.url(), reader.processToClaims(token).getSubject());
    }

    private HttpsJwks keysOf(JobsConfig.Issuer issuer) throws IOException, JoseException {
        HttpsJwks known = keys.get(issuer.url());
        if (known != null) {
            return known;
        }
        var get = new Get();
        get.setConnectTimeout(FETCH_MILLIS);
        get.setReadTimeout(FETCH_MILLIS);
        get.setRetries(0);
        var fetched = new HttpsJwks(issuer.keys().isPresent() ? issuer.keys().get() : describedKeys(get, issuer.url()));
        fetched.setSimpleHttpGet(get);
        fetched.setDefaultCacheDuration(KEYS_KEPT_SECONDS);
        // whoever sends made-up key ids must not make us ask for the keys each time
        fetched.setRefreshReprieveThreshold(KEYS_ASKED_AGAIN_AFTER_MILLIS);
        keys.put(issuer.url(), fetched);
        return fetched;
    }

    /// What the issuer's description (OpenID Connect Discovery) says; it has to be its own.
    private static String describedKeys(Get get, String issuer) throws IOException, JoseException {
        String location = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
        Map<String, Object> description = org.jose4j.json.JsonUtil.parseJson(get.get(location).getBody());
        if (!issuer.equals(description.get("issuer")) || !(description.get("jwks_uri") instanceof String keys)
                || !isSafe(keys)) {
            throw new IOException(location + " describes another issuer, or names no safe place of its keys");
        }
        return keys;
    }

    private String audience(JobsConfig.Issuer issuer) {
        return issuer.audience().orElse(portal);
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
        if (!isSafe(address)) {
            throw new IllegalStateException("weightgate.jobs.issuers: " + address
                    + " is no https address (http is only for this machine): anybody on the way could forge jobs.");
        }
    }

    private static boolean isSafe(String address) {
        try {
            var uri = URI.create(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && List.of("localhost", "127.0.0.1").contains(uri.getHost())));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?").substring(0, Math.min(text.length(), 200));
    }
}
