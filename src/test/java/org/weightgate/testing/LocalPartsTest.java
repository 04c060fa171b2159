package org.weightgate.testing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@WithLocalParts
class LocalPartsTest {

    @Test
    void keycloakKnowsTheDemoRealm() {
        given().get(System.getProperty("quarkus.oidc.auth-server-url") + "/.well-known/openid-configuration")
                .then().statusCode(200).body("issuer", equalTo(System.getProperty("quarkus.oidc.auth-server-url")));
    }

    @Test
    void s3GivesAnObjectToTheSignedOnly() {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                System.getProperty("weightgate.s3.access-key"), System.getProperty("weightgate.s3.secret-key")));
        var endpoint = URI.create(System.getProperty("weightgate.s3.endpoint"));
        var pathStyle = S3Configuration.builder().pathStyleAccessEnabled(true).build();
        try (var s3 = S3Client.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
                .credentialsProvider(credentials).serviceConfiguration(pathStyle).build();
                var presigner = S3Presigner.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
                        .credentialsProvider(credentials).serviceConfiguration(pathStyle).build()) {
            s3.putObject(put -> put.bucket("weights").key("harness/one"), RequestBody.fromString("one"));
            String signed = presigner.presignGetObject(get -> get.signatureDuration(Duration.ofMinutes(1))
                    .getObjectRequest(object -> object.bucket("weights").key("harness/one"))).url().toString();

            given().urlEncodingEnabled(false).get(signed).then().statusCode(200).body(equalTo("one"));
            given().urlEncodingEnabled(false).get(signed.replace("Expires=60", "Expires=61")).then().statusCode(403);
            given().get(endpoint + "/weights/harness/one").then().statusCode(403);
            given().get(endpoint + "/weights/").then().statusCode(403);
        }
    }

    @Test
    void mailPageAnswers() {
        given().get(System.getProperty("test.mails")).then().statusCode(200);
    }
}
