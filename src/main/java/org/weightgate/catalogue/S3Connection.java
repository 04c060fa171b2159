package org.weightgate.catalogue;

import java.net.URI;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The one client and the one presigner of the portal.
@Singleton
class S3Connection {

    private final S3Config config;

    S3Connection(S3Config config) {
        this.config = config;
    }

    @Produces
    @Singleton
    S3Client client() {
        boolean always = config.checksumCalculation() == S3Config.ChecksumCalculation.WHEN_SUPPORTED;
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .credentialsProvider(credentials())
                // Ceph 16 refuses an empty file that is sent in signed chunks; the SDK's own checksums need them
                .serviceConfiguration(style().toBuilder().chunkedEncodingEnabled(always).build())
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        always ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    @Produces
    @Singleton
    S3Presigner presigner() {
        URI address = config.publicEndpoint().orElse(config.endpoint());
        return S3Presigner.builder()
                .endpointOverride(address)
                .region(Region.of(config.region()))
                .credentialsProvider(credentials())
                .serviceConfiguration(style())
                .build();
    }

    void close(@Disposes S3Client client) {
        client.close();
    }

    void close(@Disposes S3Presigner presigner) {
        presigner.close();
    }

    private S3Configuration style() {
        return S3Configuration.builder().pathStyleAccessEnabled(config.pathStyle()).build();
    }

    private StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(config.accessKey(), config.secretKey()));
    }
}
