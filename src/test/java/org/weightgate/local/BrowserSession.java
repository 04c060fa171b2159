package org.weightgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A person at a browser, reduced to what signing in and sending a form take: cookies, redirects and Keycloak's form.
public final class BrowserSession {
    private static final Pattern LOGIN_FORM = Pattern.compile("<form id=\"kc-form-login\"[^>]*action=\"([^\"]+)\"");
    private static final int MOST_REDIRECTS = 12;

    private final URI portal;
    private final Map<String, Map<String, String>> jars = new LinkedHashMap<>();

    private BrowserSession(URI portal) {
        this.portal = portal;
    }

    /// What a browser would show after all redirects.
    public record Page(int status, URI address, String body) {
    }

    /// Answers a form of Keycloak's that a page shows; its fields are given as name, value, name, value.
    public Page answer(Page shown, String formId, String... fields) throws IOException {
        Matcher form = Pattern.compile("<form (?=[^>]*id=\"" + formId + "\")[^>]*action=\"([^\"]+)\"").matcher(shown.body());
        if (!form.find()) {
            throw new IOException("no form " + formId + " at " + shown.address() + " with status " + shown.status());
        }
        return send("POST", URI.create(form.group(1).replace("&amp;", "&")), form(fields));
    }

    public static BrowserSession signIn(String portal, String user, String password) throws IOException {
        var session = new BrowserSession(URI.create(portal));
        Page login = session.get("/login?return=/");
        Matcher form = LOGIN_FORM.matcher(login.body());
        if (!form.find()) {
            throw new IOException("signing in " + user + " did not lead to Keycloak's form but to " + login.address()
                    + " with status " + login.status());
        }
        Page home = session.send("POST", URI.create(form.group(1).replace("&amp;", "&")),
                form("username", user, "password", password));
        if (!home.address().getAuthority().equals(session.portal.getAuthority()) || session.cookies().isEmpty()) {
            throw new IOException("signing in " + user + " ended at " + home.address() + " with status " + home.status());
        }
        return session;
    }

    public Page get(String path) throws IOException {
        return send("GET", portal.resolve(path), "");
    }

    /// Sends a form; its fields are given as name, value, name, value.
    public Page post(String path, String... fields) throws IOException {
        return send("POST", portal.resolve(path), form(fields));
    }

    /// The cookies the portal set, for a client of another kind.
    public Map<String, String> cookies() {
        return Map.copyOf(jar(portal));
    }

    private Page send(String method, URI address, String form) throws IOException {
        String verb = method;
        String body = form;
        URI next = address;
        for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
            HttpResponse<String> answer = exchange(verb, next, body);
            keepCookies(next, answer);
            var location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                return new Page(answer.statusCode(), next, answer.body());
            }
            next = next.resolve(location.get());
            verb = "GET";
            body = "";
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + address);
    }

    private HttpResponse<String> exchange(String method, URI address, String form) throws IOException {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(1)).header("Accept", "text/html");
        if (!jar(address).isEmpty()) {
            request.header("Cookie", jar(address).entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
        }
        if (method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Origin", address.getScheme() + "://" + address.getAuthority())
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        try {
            return Web.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void keepCookies(URI address, HttpResponse<String> answer) {
        for (String header : answer.headers().allValues("Set-Cookie")) {
            String pair = header.contains(";") ? header.substring(0, header.indexOf(';')) : header;
            int equals = pair.indexOf('=');
            if (header.matches("(?i).*;\\s*max-age=0(;.*|$)") || pair.length() == equals + 1) {
                jar(address).remove(pair.substring(0, equals));
            } else {
                jar(address).put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    private Map<String, String> jar(URI address) {
        return jars.computeIfAbsent(address.getAuthority(), _ -> new LinkedHashMap<>());
    }

    private static String form(String... fields) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            pairs.add(URLEncoder.encode(fields[i], StandardCharsets.UTF_8) + "="
                    + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return String.join("&", pairs);
    }
}
