package org.weightgate.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.jobs.JobIssuers.Reading;
import org.weightgate.web.PortalUrl;

import com.sun.net.httpserver.HttpServer;

/// An issuer that signs whatever a test wants and answers only when it wants.
class JobIssuersTest {

    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final String PORTAL = "https://weights.example.org";
    private static final String DESCRIPTION = "/.well-known/openid-configuration";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    @SuppressWarnings("NullAway.Init")
    private HttpServer server;
    private String address = "";
    @SuppressWarnings("NullAway.Init")
    private EllipticCurveJsonWebKey key;
    @SuppressWarnings("NullAway.Init")
    private JobIssuers issuers;

    @BeforeEach
    void serve() throws IOException, JoseException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            String answer = answers.get(path);
            byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        address = "http://localhost:" + server.getAddress().getPort();
        key = key("first");
        describe("/keys");
        answers.put("/keys", keys(key));
        issuers = new JobIssuers(new OneIssuer(address), new PortalUrl(PORTAL));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatTheIssuerSignedCounts() throws JoseException {
        assertThat(issuers.read(signed(claims("a")), NOW)).isEqualTo(new Reading.Proved(new JobIdentity(address, "a")));
        assertThat(issuers.read(signed(claims("b")), NOW)).isInstanceOf(Reading.Proved.class);
        assertThat(asked).containsExactly(DESCRIPTION, "/keys");
    }

    @Test
    void anIdentityEndsWithinADay() throws JoseException {
        JwtClaims tooLong = claims("a");
        tooLong.setExpirationTime(at(Duration.ofHours(25)));
        JwtClaims endless = claims("a");
        endless.unsetClaim("exp");
        JwtClaims ageless = claims("a");
        ageless.unsetClaim("iat");
        JwtClaims nameless = claims("a");
        nameless.unsetClaim("sub");
        JwtClaims day = claims("a");
        day.setExpirationTime(at(Duration.ofHours(24)));

        for (JwtClaims claims : List.of(tooLong, endless, ageless, nameless)) {
            assertThat(issuers.read(signed(claims), NOW)).isInstanceOfSatisfying(Reading.Unproved.class,
                    no -> assertThat(no.why()).contains("for a day at most"));
        }
        assertThat(issuers.read(signed(day), NOW)).isInstanceOf(Reading.Proved.class);
    }

    @Test
    void aSignedNameNobodyMayTypeIsRefused() throws JoseException {
        for (String subject : new String[] { "repo:lab/eval:*", "a\0b", "a\u0007b", "a b", "😀", "a".repeat(501) }) {
            assertThat(issuers.read(signed(claims(subject)), NOW)).isInstanceOfSatisfying(Reading.Unproved.class,
                    no -> assertThat(no.why()).contains("none that anybody may name"));
        }
        JwtClaims number = claims("a");
        number.setClaim("sub", 7);
        assertThat(issuers.read(signed(number), NOW)).isInstanceOf(Reading.Unproved.class);
    }

    @Test
    void anIssuerThatDoesNotAnswerIsLeftAloneForAWhile() throws JoseException {
        String description = answers.remove(DESCRIPTION);
        String job = signed(claims("a"));

        assertThat(issuers.read(job, NOW)).isEqualTo(new Reading.Unreachable(address));
        answers.put(DESCRIPTION, description);
        assertThat(issuers.read(job, NOW.plusSeconds(9))).isEqualTo(new Reading.Unreachable(address));
        assertThat(asked).containsExactly(DESCRIPTION);
        assertThat(issuers.read(job, NOW.plusSeconds(10))).isInstanceOf(Reading.Proved.class);
    }

    @Test
    void whatIsKnownOfAnIssuerCountsForADayWhileItDoesNotAnswer() throws JoseException {
        EllipticCurveJsonWebKey second = key("second");
        assertThat(issuers.read(signed(claims("a")), NOW)).isInstanceOf(Reading.Proved.class);
        answers.clear();
        Instant hours = NOW.plus(Duration.ofMinutes(100));

        assertThat(issuers.read(signed(claims("a")), hours)).isInstanceOf(Reading.Proved.class);
        assertThat(issuers.read(signed(claims("a")), hours.plusSeconds(1))).isInstanceOf(Reading.Proved.class);
        assertThat(issuers.read(signed(claims("a"), second), hours)).isEqualTo(new Reading.Unreachable(address));
        describe("/keys");
        answers.put("/keys", keys(second));
        assertThat(issuers.read(signed(claims("a")), hours.plusSeconds(15))).isInstanceOf(Reading.Unproved.class);
        answers.clear();
        JwtClaims tomorrow = claims("a");
        tomorrow.setIssuedAt(at(Duration.ofHours(24)));
        tomorrow.setExpirationTime(at(Duration.ofHours(27)));
        assertThat(issuers.read(signed(tomorrow, second), hours.plus(Duration.ofHours(24)))).isInstanceOf(Reading.Proved.class);
        assertThat(issuers.read(signed(tomorrow, second), hours.plus(Duration.ofHours(25))))
                .isEqualTo(new Reading.Unreachable(address));
    }

    @Test
    void nobodyMakesItAskAgainAndAgainByMadeUpKeys() throws JoseException {
        String job = signed(claims("a"));
        EllipticCurveJsonWebKey stranger = key("stranger");
        assertThat(issuers.read(job, NOW)).isInstanceOf(Reading.Proved.class);
        int first = asked.size();
        answers.clear();

        assertThat(issuers.read(signed(claims("a"), stranger), NOW.plusSeconds(5))).isInstanceOf(Reading.Unproved.class);
        assertThat(asked).hasSize(first);
        for (int i = 10; i < 20; i++) {
            assertThat(issuers.read(signed(claims("a"), stranger), NOW.plusSeconds(i)))
                    .isEqualTo(new Reading.Unreachable(address));
            assertThat(issuers.read(job, NOW.plusSeconds(i))).isInstanceOf(Reading.Proved.class);
        }
        assertThat(asked).hasSize(first + 1);
    }

    @Test
    void keysAndTheirPlaceAreReadAnew() throws JoseException {
        EllipticCurveJsonWebKey second = key("second");
        EllipticCurveJsonWebKey third = key("third");
        assertThat(issuers.read(signed(claims("a")), NOW)).isInstanceOf(Reading.Proved.class);

        answers.put("/keys", keys(second));
        assertThat(issuers.read(signed(claims("a"), second), NOW.plusSeconds(60))).isInstanceOf(Reading.Proved.class);
        assertThat(issuers.read(signed(claims("a")), NOW.plusSeconds(90))).isInstanceOf(Reading.Unproved.class);
        describe("/elsewhere");
        answers.put("/elsewhere", keys(third));
        Instant later = NOW.plus(Duration.ofMinutes(62));
        assertThat(issuers.read(signed(claims("a"), third), later)).isInstanceOf(Reading.Proved.class);
        assertThat(issuers.read(signed(claims("a"), second), later)).isInstanceOf(Reading.Unproved.class);
    }

    @Test
    void whatDescribesSomebodyElseOrNoSafePlaceIsNoDescription() throws JoseException {
        String job = signed(claims("a"));
        Instant now = NOW;
        for (String description : new String[] {
                "{\"issuer\":\"https://evil.example.org\",\"jwks_uri\":\"" + address + "/keys\"}",
                "{\"issuer\":\"" + address + "\",\"jwks_uri\":\"http://evil.example.org/keys\"}",
                "{\"issuer\":\"" + address + "\"}", "{", "[]", "null" }) {
            answers.put(DESCRIPTION, description);
            now = now.plusSeconds(11);
            assertThat(issuers.read(job, now)).as(description).isEqualTo(new Reading.Unreachable(address));
        }
        describe("/keys");
        for (String keys : new String[] { "{", "{}", "null", "{\"keys\":7}" }) {
            answers.put("/keys", keys);
            now = now.plusSeconds(11);
            assertThat(issuers.read(job, now)).as(keys).isNotInstanceOf(Reading.Proved.class);
        }
    }

    @Test
    void anIssuerThatIsNotThereIsNotTheJobsFault() throws JoseException {
        server.stop(0);

        assertThat(issuers.read(signed(claims("a")), NOW)).isEqualTo(new Reading.Unreachable(address));
    }

    private void describe(String place) {
        answers.put(DESCRIPTION, "{\"issuer\":\"" + address + "\",\"jwks_uri\":\"" + address + place + "\"}");
    }

    private static EllipticCurveJsonWebKey key(String id) throws JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(id);
        return key;
    }

    private static String keys(EllipticCurveJsonWebKey key) {
        return "{\"keys\":[" + key.toJson() + "]}";
    }

    private JwtClaims claims(String subject) {
        var claims = new JwtClaims();
        claims.setIssuer(address);
        claims.setSubject(subject);
        claims.setAudience(PORTAL);
        claims.setIssuedAt(at(Duration.ZERO));
        claims.setExpirationTime(at(Duration.ofHours(2)));
        return claims;
    }

    private static NumericDate at(Duration after) {
        return NumericDate.fromSeconds(NOW.plus(after).getEpochSecond());
    }

    private String signed(JwtClaims claims) throws JoseException {
        return signed(claims, key);
    }

    private static String signed(JwtClaims claims, EllipticCurveJsonWebKey key) throws JoseException {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("ES256");
        return signature.getCompactSerialization();
    }

    private record OneIssuer(String address) implements JobsConfig {

        @Override
        public Map<String, Issuer> issuers() {
            return Map.of("one", new Issuer() {
                @Override
                public String url() {
                    return address;
                }

                @Override
                public Optional<String> keys() {
                    return Optional.empty();
                }

                @Override
                public Optional<String> audience() {
                    return Optional.empty();
                }
            });
        }

        @Override
        public Duration tokenLife() {
            return Duration.ofHours(1);
        }
    }
}
