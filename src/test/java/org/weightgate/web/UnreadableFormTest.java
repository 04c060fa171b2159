package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

/// A form that is none is its sender's doing.
@QuarkusTest
class UnreadableFormTest {

    private static final String PART = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = { "", "junk", "--x\r\njunk", PART, PART + "%PDF" })
    void whatDoesNotEndAsAFormDoesIsRefused(String body) throws Exception {
        assertUnreadable(send("/models/a/b/apply/files", "multipart/form-data; boundary=x", body));
    }

    @Test
    void moreFieldsThanAnyFormHasAreRefused() throws Exception {
        assertUnreadable(send("/oauth/token", "application/x-www-form-urlencoded", "a=b&".repeat(1100)));
        assertUnreadable(send("/models/a/b/apply/files", "multipart/form-data; boundary=x",
                (PART.replace("; filename=\"a.pdf\"", "") + "1\r\n").repeat(1100) + "--x--\r\n"));
    }

    private static void assertUnreadable(HttpResponse<String> answer) {
        assertThat(answer.body()).contains("no form that can be read").doesNotContain("incident");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> send(String path, String type, String body) throws Exception {
        URI portal = URI.create(System.getProperty("test.portal"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(portal.resolve(path)).header("Content-Type", type)
                    .header("Sec-Fetch-Site", "same-origin").header("Accept", "text/html")
                    .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        }
    }
}
