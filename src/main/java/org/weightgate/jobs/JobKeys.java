package org.weightgate.jobs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jose4j.http.Get;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/// The keys of one issuer: asked for when they are first needed, when they are old, and when a job shows one that is not among
/// them. An issuer that does not answer is left alone for a while, and few wait for it at a time.
class JobKeys {

    private static final int FETCH_MILLIS = 5_000;
    private static final int WAIT_MILLIS = 2_000;
    private static final Duration KEPT = Duration.ofHours(1);
    /// While the issuer does not answer.
    private static final Duration KEPT_AT_MOST = Duration.ofHours(24);
    /// Whoever sends made-up key ids must not make us ask for the keys each time.
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(10);

    private final JobsConfig.Issuer issuer;
    private final Get get = new Get();
    private final ReentrantLock asking = new ReentrantLock();
    private volatile List<JsonWebKey> keys = List.of();
    private volatile Instant fetched = Instant.MIN;
    private volatile Instant asked = Instant.MIN;
    private volatile boolean answered;

    JobKeys(JobsConfig.Issuer issuer) {
        this.issuer = issuer;
        get.setConnectTimeout(FETCH_MILLIS);
        get.setReadTimeout(FETCH_MILLIS);
        get.setRetries(0);
    }

    JobsConfig.Issuer issuer() {
        return issuer;
    }

    /// The key `signature` names; the cause of the refusal is an IOException when the issuer could not be asked.
    Key of(JsonWebSignature signature, Instant now) throws UnresolvableKeyException {
        if (isOlderThan(KEPT, now)) {
            return afresh(signature, now);
        }
        try {
            return among(signature);
        } catch (UnresolvableKeyException _) {
            ask(now);
            return among(signature);
        }
    }

    /// An issuer that is down for hours does not stop the jobs whose keys are known.
    private Key afresh(JsonWebSignature signature, Instant now) throws UnresolvableKeyException {
        try {
            ask(now);
        } catch (UnresolvableKeyException unreachable) {
            if (isOlderThan(KEPT_AT_MOST, now)) {
                throw unreachable;
            }
            try {
                return among(signature);
            } catch (UnresolvableKeyException _) {
                throw unreachable;
            }
        }
        return among(signature);
    }

    private Key among(JsonWebSignature signature) throws UnresolvableKeyException {
        return new JwksVerificationKeyResolver(keys).resolveKey(signature, List.of());
    }

    private boolean isOlderThan(Duration age, Instant now) {
        return !now.isBefore(fetched.plus(age));
    }

    private void ask(Instant now) throws UnresolvableKeyException {
        try {
            if (!asking.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("others wait for its answer already");
            }
            try {
                fetchUnlessJustAsked(now);
            } finally {
                asking.unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unreachable(new InterruptedIOException(interrupted.getMessage()));
        } catch (IOException failed) {
            throw unreachable(failed);
        }
    }

    private void fetchUnlessJustAsked(Instant now) throws IOException {
        if (now.isBefore(asked.plus(ASKED_AGAIN_AFTER))) {
            if (!answered) {
                throw new IOException("it gave no keys a moment ago");
            }
            return;
        }
        asked = now;
        answered = false;
        try {
            String location = issuer.keys().isPresent() ? issuer.keys().get() : described();
            keys = new JsonWebKeySet(get.get(location).getBody()).getJsonWebKeys();
        } catch (JoseException malformed) {
            throw new IOException(malformed.getMessage(), malformed);
        }
        fetched = now;
        answered = true;
    }

    /// What the issuer's description (OpenID Connect Discovery) says; it has to be its own.
    private String described() throws IOException, JoseException {
        String location = issuer.url().replaceAll("/+$", "") + "/.well-known/openid-configuration";
        var description = JsonUtil.parseJson(get.get(location).getBody());
        if (!issuer.url().equals(description.get("issuer")) || !(description.get("jwks_uri") instanceof String place)
                || !isSafe(place)) {
            throw new IOException(location + " describes another issuer, or names no safe place of its keys");
        }
        return place;
    }

    /// Nobody on the way can put keys of their own there.
    static boolean isSafe(String address) {
        try {
            var uri = URI.create(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && List.of("localhost", "127.0.0.1").contains(uri.getHost())));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static UnresolvableKeyException unreachable(IOException cause) {
        return new UnresolvableKeyException(String.valueOf(cause.getMessage()), cause);
    }
}
