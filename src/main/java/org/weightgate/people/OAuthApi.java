package org.weightgate.people;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.Network;
import org.weightgate.web.PortalUrl;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vertx.core.http.HttpServerRequest;

/// Device sign-in (RFC 8628) for programs without a browser, and the exchange of a job's identity (RFC 8693).
@Path("/oauth")
@PermitAll
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.APPLICATION_JSON)
class OAuthApi {

    private static final int MOST_STARTS = 200;
    private static final Duration STARTS_COUNT_FOR = Duration.ofMinutes(10);
    private static final int MOST_EXCHANGES = 1000;
    private static final String REFRESH = "refresh_token";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private final DeviceLogins logins;
    private final TokenConfig config;
    private final String page;
    private final Attempts attempts;
    private final TokenExchange exchange;

    OAuthApi(DeviceLogins logins, TokenConfig config, Attempts attempts, TokenExchange exchange,
            PortalUrl portal) {
        this.logins = logins;
        this.attempts = attempts;
        this.exchange = exchange;
        this.config = config;
        this.page = portal.to("/device");
    }

    record Codes(@JsonProperty("device_code") String deviceCode, @JsonProperty("user_code") String userCode,
            @JsonProperty("verification_uri") String page, @JsonProperty("verification_uri_complete") String pageWithCode,
            @JsonProperty("expires_in") long expiresIn, long interval) {
    }

    record Token(@JsonProperty("access_token") String accessToken, @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {
    }

    record ExchangedToken(@JsonUnwrapped Token token, @JsonProperty("issued_token_type") String kind, String scope) {
    }

    record Refused(String error, @JsonProperty("error_description") @JsonInclude(NON_EMPTY) String description) {

        Refused(String error) {
            this(error, "");
        }
    }

    /// A job's identity, to be exchanged for a token (RFC 8693).
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Exchange(@JsonProperty("grant_type") @Nullable String grantType,
            @JsonProperty("subject_token") @Nullable String subjectToken,
            @JsonProperty("subject_token_type") @Nullable String subjectTokenType, @Nullable String resource) {
    }

    @POST
    @Path("device")
    public Response start(@RestForm("client_id") @Nullable String clientId, @RestForm @Nullable String scope,
            @Context HttpServerRequest http) {
        if (clientId == null || !DeviceClient.isValid(clientId)) {
            return refused("invalid_client");
        }
        if (!attempts.take("device-start " + address(http), MOST_STARTS, STARTS_COUNT_FOR)) {
            return tooMany();
        }
        var started = logins.start(new DeviceClient(clientId), asked(scope));
        String code = started.userCode().toString();
        return Response.ok(new Codes(started.deviceCode(), code, page, page + "?user_code=" + code,
                config.deviceCodeLife().toSeconds(), config.deviceInterval().toSeconds())).build();
    }

    @POST
    @Path("token")
    public Response poll(@RestForm("grant_type") @Nullable String grantType,
            @RestForm("device_code") @Nullable String deviceCode, @RestForm("client_id") @Nullable String clientId,
            @RestForm("subject_token") @Nullable String subjectToken,
            @RestForm("subject_token_type") @Nullable String subjectTokenType, @RestForm @Nullable String resource,
            @Context HttpServerRequest http) {
        if (EXCHANGE.equals(grantType)) {
            return exchange(new Exchange(grantType, subjectToken, subjectTokenType, resource), http);
        }
        if (REFRESH.equals(grantType)) {
            // we give no refresh tokens: an access token lives long, and its person sees and ends it on one page
            return refused("invalid_grant");
        }
        if (!DEVICE_CODE.equals(grantType)) {
            return refused("unsupported_grant_type");
        }
        if (deviceCode == null || clientId == null) {
            return refused("invalid_request");
        }
        return switch (logins.poll(deviceCode, clientId)) {
            case DevicePoll.Pending _ -> refused("authorization_pending");
            case DevicePoll.SlowDown _ -> refused("slow_down");
            case DevicePoll.Denied _ -> refused("access_denied");
            case DevicePoll.Expired _ -> refused("expired_token");
            case DevicePoll.Issued issued ->
                Response.ok(new Token(issued.secret(), "bearer", issued.expiresInSeconds())).build();
        };
    }

    /// Hugging Face's client sends the exchange as JSON.
    @POST
    @Path("token")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response exchange(@Nullable Exchange asked, @Context HttpServerRequest http) {
        if (asked == null || asked.grantType() == null) {
            return refused("invalid_request");
        }
        if (!EXCHANGE.equals(asked.grantType())) {
            return refused("unsupported_grant_type");
        }
        if (!attempts.take("exchange " + address(http), MOST_EXCHANGES, STARTS_COUNT_FOR)) {
            return tooMany();
        }
        return switch (exchange.exchange(text(asked.subjectToken()), text(asked.subjectTokenType()), text(asked.resource()))) {
            case TokenExchange.Answer.Issued issued -> Response.ok(new ExchangedToken(
                    new Token(issued.secret(), "bearer", issued.expiresInSeconds()), ACCESS_TOKEN, Scope.READ.word()))
                    .header("Cache-Control", "no-store").build();
            case TokenExchange.Answer.Refused(var status, var error, var description) -> Response.status(status)
                    .header("X-Error-Message", description.replaceAll("[^ -~]", "?"))
                    .entity(new Refused(error, description)).build();
        };
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.replace("\0", "");
    }

    private static String address(HttpServerRequest http) {
        return HexFormat.of().formatHex(TokenSecret.hash(Network.sender(http)));
    }

    private static Response tooMany() {
        return Response.status(429).header("Retry-After", STARTS_COUNT_FOR.toSeconds()).entity(new Refused("slow_down"))
                .build();
    }

    /// A program that names no scope of ours asks for all; the person chooses.
    private static Set<Scope> asked(@Nullable String scope) {
        Set<Scope> named = scope == null ? Set.of() : Scopes.of(Arrays.asList(scope.split(" ", -1)));
        return named.isEmpty() ? EnumSet.allOf(Scope.class) : named;
    }

    private static Response refused(String error) {
        return Response.status(400).entity(new Refused(error)).build();
    }
}
