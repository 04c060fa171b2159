package org.weightgate.requests;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.StrangerLimits;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.ProblemException;

import io.vertx.ext.web.RoutingContext;

/// The way of a form whose sender was not signed in any more: aside, through the sign-in, and back into the page.
@ApplicationScoped
class KeptTyping {

    static final String COOKIE = "kept";

    private static final int A_DAY = 24 * 60 * 60;

    private final KeptTexts texts;
    private final StrangerLimits strangers;
    private final RoutingContext context;

    KeptTyping(KeptTexts texts, StrangerLimits strangers, RoutingContext context) {
        this.texts = texts;
        this.strangers = strangers;
        this.context = context;
    }

    Response putAside(String path, MultivaluedMap<String, String> fields) {
        if (!strangers.allow(context.request())) {
            throw notKept();
        }
        LinkSecret secret = texts.keep(path, fields).orElseThrow(KeptTyping::notKept);
        return Response.seeOther(URI.create("/login?return=" + URLEncoder.encode(path, StandardCharsets.UTF_8)))
                .cookie(cookie(secret.text(), A_DAY)).build();
    }

    private static ProblemException notKept() {
        return new ProblemException(401, "sign-in-required", "You are signed out, and what you sent could not be put aside. "
                + "Sign in on another tab, then go back here in your browser: what you typed is still there. Send it again.");
    }

    Optional<Typing> of(@Nullable String key, String path) {
        return secret(key).flatMap(secret -> texts.of(secret, path)).map(Typing::of);
    }

    /// What was put aside is safe now: forget it.
    Response done(@Nullable String key, Response response) {
        Optional<LinkSecret> secret = secret(key);
        if (secret.isEmpty() || response.getStatus() >= 400) {
            return response;
        }
        texts.forget(secret.get());
        return Response.fromResponse(response).cookie(cookie("", 0)).build();
    }

    private static Optional<LinkSecret> secret(@Nullable String key) {
        return Optional.ofNullable(key).flatMap(LinkSecret::parse);
    }

    private static NewCookie cookie(String value, int age) {
        return new NewCookie.Builder(COOKIE).value(value).path("/models/").httpOnly(true).maxAge(age)
                .sameSite(NewCookie.SameSite.LAX).build();
    }
}
