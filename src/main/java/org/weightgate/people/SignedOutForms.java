package org.weightgate.people;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.weightgate.people.KeptTexts.Kept;
import org.weightgate.web.ErrorAnswers;
import org.weightgate.web.Network;
import org.weightgate.web.Problem;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// The way of a form whose sender was not signed in any more: aside, through the sign-in, and back into its page. Whoever signs in
/// as somebody else finds nothing of it.
@ApplicationScoped
public class SignedOutForms {

    static final String KEYS = "weightgate-kept";
    static final String LAST = "weightgate-last";

    /// The place in a page where what was kept is found again.
    static final String PLACE = "kept";

    private static final int MOST = 5;
    private static final long A_DAY = 24 * 60 * 60;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{40}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_PATH = 500;
    private static final int LONGEST_PAGE = 1000;
    private static final Pattern BELOW_A_PAGE = Pattern.compile(
            "^(/requests/[0-9a-f-]{36}|/review/[0-9a-f-]{36}|/review/settings)/.+$|^(/review)/(?:bulk|views|away)(?:/.*)?$"
                    + "|^(/models/[^/]+/[^/]+/apply)/files$");
    /// What these are sent to is a secret itself, or nothing to come back to.
    private static final Pattern NEVER_KEPT = Pattern.compile("/(join|device|login|logout|oauth)(/.*)?");

    private final KeptTexts texts;
    private final StrangerLimits strangers;
    private final ErrorAnswers answers;

    SignedOutForms(KeptTexts texts, StrangerLimits strangers, ErrorAnswers answers) {
        this.texts = texts;
        this.strangers = strangers;
        this.answers = answers;
    }

    /// Whether a browser sends a form that somebody may have typed into.
    static boolean isForm(HttpServerRequest request) {
        String type = Objects.requireNonNullElse(request.getHeader("Content-Type"), "").toLowerCase(Locale.ROOT);
        String path = Objects.requireNonNullElse(request.path(), "/");
        return "POST".equals(request.method().name()) && request.getHeader("HX-Request") == null
                && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data"))
                && !ErrorAnswers.forProgram(request) && !NEVER_KEPT.matcher(path).matches();
    }

    public Response putAside(RoutingContext context, String path, MultivaluedMap<String, String> fields) {
        return answer(context, path, mayKeep(context, path) ? keep(context, path, fields) : Optional.empty());
    }

    /// To be asked before the form is read: who sends it need not be anybody.
    boolean mayKeep(RoutingContext context, String path) {
        return path.length() <= LONGEST_PATH && strangers.allow(context.request());
    }

    /// The key to what was kept, if it was.
    Optional<String> keep(RoutingContext context, String path, MultivaluedMap<String, String> fields) {
        return texts.keep(new Kept(path, page(context.request(), path), cookie(context, LAST).filter(HASH.asMatchPredicate())
                .orElse(""), fields), Network.name(context.request()));
    }

    /// To the sign-in, and from there to the page it was typed on.
    Response answer(RoutingContext context, String path, Optional<String> key) {
        if (key.isEmpty()) {
            return answers.answer(Problem.of(401, "sign-in-required", "You are signed out, and what you sent could not be put"
                    + " aside. Sign in on another tab, then go back here in your browser: what you typed is still there. Send it"
                    + " again."), context);
        }
        setKeys(context, Stream.concat(key.stream(), keys(context).stream()).limit(MOST).toList());
        String page = page(context.request(), path) + "#" + PLACE;
        return Response.seeOther(URI.create("/login?return=" + URLEncoder.encode(page, StandardCharsets.UTF_8))).build();
    }

    /// What this browser sent here after its session had ended.
    public Optional<MultivaluedMap<String, String>> of(RoutingContext context, SecurityIdentity identity, String path) {
        return all(context, identity).stream().filter(kept -> kept.path().equals(path)).map(Kept::fields).findFirst();
    }

    List<Kept> all(RoutingContext context, SecurityIdentity identity) {
        return keys(context).stream().flatMap(key -> texts.of(key).stream()).filter(kept -> isFor(identity, kept)).toList();
    }

    private static boolean isFor(SecurityIdentity identity, Kept kept) {
        return kept.sender().isEmpty() || kept.sender().equals(hash(identity).orElse(""));
    }

    /// What was put aside from here is safe now.
    public void forget(RoutingContext context, SecurityIdentity identity, String path) {
        List<String> keys = keys(context);
        List<String> safe = keys.stream().filter(key -> texts.of(key)
                .filter(kept -> kept.path().equals(path) && isFor(identity, kept)).isPresent()).toList();
        safe.forEach(texts::forget);
        if (!safe.isEmpty()) {
            setKeys(context, keys.stream().filter(key -> !safe.contains(key)).toList());
        }
    }

    /// Remembers in the browser who is signed in, for when they are not any more.
    void remember(RoutingContext context, SecurityIdentity identity) {
        hash(identity).filter(hash -> !cookie(context, LAST).filter(hash::equals).isPresent())
                .ifPresent(hash -> set(context, LAST, hash, 30 * A_DAY));
    }

    static boolean isAnyKept(RoutingContext context) {
        return !keys(context).isEmpty();
    }

    private static Optional<String> hash(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token
                ? Optional.of(HexFormat.of().formatHex(TokenSecret.hash(token.getIssuer() + ' ' + token.getSubject())))
                : Optional.empty();
    }

    /// The page of ours that the browser says it was on. A form that was refused is shown at the address it was sent to, where
    /// nothing may be found by itself.
    private static String page(HttpServerRequest request, String path) {
        String from = from(request).orElse(path);
        Matcher below = BELOW_A_PAGE.matcher(from.replaceFirst("\\?.*", ""));
        return below.matches() ? below.replaceFirst("$1$2$3") : from;
    }

    private static Optional<String> from(HttpServerRequest request) {
        try {
            URI from = new URI(Objects.requireNonNullElse(request.getHeader("Referer"), ""));
            String authority = request.authority() == null ? "" : request.authority().toString();
            String page = from.getRawPath() + (from.getRawQuery() == null ? "" : "?" + from.getRawQuery());
            return Optional.of(page)
                    .filter(own -> authority.equals(from.getRawAuthority()) && own.length() <= LONGEST_PAGE);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static List<String> keys(RoutingContext context) {
        return cookie(context, KEYS).stream().flatMap(value -> Arrays.stream(value.split("\\.")))
                .filter(KEY.asMatchPredicate()).limit(MOST).toList();
    }

    private static void setKeys(RoutingContext context, List<String> keys) {
        set(context, KEYS, keys.stream().collect(Collectors.joining(".")), keys.isEmpty() ? 0 : A_DAY);
    }

    private static Optional<String> cookie(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getCookie(name)).map(Cookie::getValue);
    }

    private static void set(RoutingContext context, String name, String value, long seconds) {
        context.response().addCookie(Cookie.cookie(name, value).setPath("/").setHttpOnly(true)
                .setSecure("https".equals(context.request().scheme())).setSameSite(CookieSameSite.LAX).setMaxAge(seconds));
    }
}
