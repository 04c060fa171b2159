package org.weightgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The few words the harness says to Keycloak's admin interface.
public final class KeycloakAdmin {
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final String url;
    private final String password;

    public KeycloakAdmin(String url, String password) {
        this.url = url;
        this.password = password;
    }

    void sendMailsTo(int smtpPort) throws IOException {
        send("PUT", "", """
                {"smtpServer":{"host":"127.0.0.1","port":"%d","from":"accounts@weightgate.example",
                "fromDisplayName":"Weightgate accounts","auth":"false","ssl":"false","starttls":"false"}}"""
                .formatted(smtpPort));
    }

    /// Sends JSON to a path below the realm; returns the answer's body, or its location when it has none.
    public String send(String method, String path, String json) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + "/admin/realms/" + Keycloak.REALM + path))
                .header("Authorization", "Bearer " + token()).header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = exchange(request);
        if (answer.statusCode() >= 300) {
            throw new PartFailure("Keycloak answered " + answer.statusCode() + " to " + method + " " + path + ": "
                    + answer.body());
        }
        return answer.body().isEmpty() ? answer.headers().firstValue("Location").orElse("") : answer.body();
    }

    private String token() throws IOException {
        String form = "grant_type=password&client_id=admin-cli&username=" + Keycloak.ADMIN + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
        HttpResponse<String> answer = exchange(HttpRequest
                .newBuilder(URI.create(url + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build());
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new PartFailure("Keycloak does not know the administrator of this data folder (HTTP "
                    + answer.statusCode() + "); start once with --fresh.");
        }
        return token.group(1);
    }

    private static HttpResponse<String> exchange(HttpRequest request) throws IOException {
        try {
            return Web.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("Talking to Keycloak was interrupted.", e);
        }
    }
}
