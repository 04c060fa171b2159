package org.weightgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import org.weightgate.local.KeycloakAdmin;

/// Makes people in the real Keycloak, so that no test depends on what another left behind. Their password is their user
/// name.
public record TestPeople(String username, String email, String subject) {

    /// A new person with a verified address and the realm roles (`reviewer`, `publisher`, `auditor`, `admin`).
    public static TestPeople create(String nameBegin, String... realmRoles) {
        String username = nameBegin.toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID().toString().substring(0, 8);
        String email = username + "@example.org";
        String location = send("POST", "/users", """
                {"username":"%1$s","email":"%2$s","emailVerified":true,"enabled":true,"firstName":"%1$s","lastName":"Test",
                "credentials":[{"type":"password","value":"%1$s","temporary":false}]}"""
                .formatted(username, email));
        var person = new TestPeople(username, email, location.substring(location.lastIndexOf('/') + 1));
        if (realmRoles.length > 0) {
            String roles = Arrays.stream(realmRoles).map(role -> send("GET", "/roles/" + role, ""))
                    .collect(Collectors.joining(",", "[", "]"));
            send("POST", "/users/" + person.subject + "/role-mappings/realm", roles);
        }
        return person;
    }

    /// Gives the person an authenticator app with this secret; see [OneTimeCode].
    public TestPeople withAuthenticator(String secret) {
        send("PUT", "/users/" + subject,
                """
                        {"credentials":[{"type":"otp","userLabel":"test","secretData":"{\\"value\\":\\"%s\\"}",
                        "credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":6,\\"counter\\":0,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\"}"}]}"""
                        .formatted(secret));
        return this;
    }

    private static String send(String method, String path, String json) {
        try {
            return new KeycloakAdmin(System.getProperty("test.keycloak"), System.getProperty("test.keycloak.admin"))
                    .send(method, path, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
