package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.VerifyProgress;

/// The packaged command, killed as the operating system kills.
class KilledDownloadIT {

    private static final int CONNECTIONS = 2;
    private static final int ALL_CHUNKS = 6;

    @TempDir
    Path folder;

    @Test
    void afterAKillAtMostOneChunkPerConnectionIsFetchedAgain() throws Exception {
        var release = new TinyRelease(folder.resolve("source"));
        Files.writeString(folder.resolve("key.pub"), release.key.signer().pem());
        try (var server = new FaultServer(release)) {
            server.delay = Duration.ofMillis(400);
            Process first = download(server);
            Instant end = Instant.now().plusSeconds(60);
            while (server.fetched.size() < 5 && Instant.now().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            first.destroyForcibly().waitFor();
            assertThat(server.fetched).hasSizeGreaterThanOrEqualTo(5);

            server.delay = Duration.ZERO;
            Process second = download(server);

            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
            assertThat(server.fetched).hasSizeLessThanOrEqualTo(ALL_CHUNKS + CONNECTIONS);
            DirectoryVerifier.verify(folder.resolve("target"), release.trust, VerifyProgress.NONE);
        }
    }

    private Process download(FaultServer server) throws IOException, InvalidAddressException {
        var builder = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                Path.of("target", "weightgate-cli.jar").toAbsolutePath().toString(), "download", TinyRelease.MODEL, "--to",
                folder.resolve("target").toString(), "--key", folder.resolve("key.pub").toString(), "--connections",
                Integer.toString(CONNECTIONS))).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("WEIGHTGATE_HOME", folder.resolve("home").toString());
        builder.environment().put("WEIGHTGATE_PORTAL", server.address().toString());
        builder.environment().put("WEIGHTGATE_TOKEN", FaultServer.TOKEN);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }
}
