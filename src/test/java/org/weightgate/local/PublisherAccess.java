package org.weightgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The demo publisher with an access token, which they got as everyone does: by letting a device in.
record PublisherAccess(String portal, String token) {
    private static final Pattern SCOPE = Pattern.compile("name=\"scopes\" value=\"([^\"]+)\"");
    private static final String CLIENT = "weightgate";

    static PublisherAccess of(String portal, String username) throws IOException {
        BrowserSession browser = BrowserSession.signIn(portal, username, username);
        Map<String, Object> device = Json.object(form(portal, "/oauth/device", "client_id=" + CLIENT));
        String userCode = String.valueOf(device.get("user_code"));
        var answer = new ArrayList<>(List.of("user_code", userCode, "answer", "allow"));
        Matcher scopes = SCOPE
                .matcher(browser.get("/device?user_code=" + URLEncoder.encode(userCode, StandardCharsets.UTF_8)).body());
        while (scopes.find()) {
            answer.addAll(List.of("scopes", scopes.group(1)));
        }
        browser.post("/device", answer.toArray(String[]::new));
        Map<String, Object> token = Json.object(form(portal, "/oauth/token", "client_id=" + CLIENT
                + "&grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=" + device.get("device_code")));
        return new PublisherAccess(portal, String.valueOf(token.get("access_token")));
    }

    void put(String path, String json) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(portal + path))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)).build());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static String form(String portal, String path, String form) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(portal + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return Web.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
