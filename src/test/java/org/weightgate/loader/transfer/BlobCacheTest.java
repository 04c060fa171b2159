package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.VerifyProgress;

class BlobCacheTest {

    @TempDir
    Path folder;

    private TinyRelease release;
    private FaultServer server;
    private BlobCache cache;

    @BeforeEach
    void serve() throws Exception {
        release = new TinyRelease(folder.resolve("source"));
        server = new FaultServer(release);
        cache = BlobCache.in(folder.resolve("cache"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sameContentInAnotherFolderIsNotFetchedAgain() throws Exception {
        download("one");
        server.fetched.clear();

        Download.Result result = download("two");

        assertThat(server.fetched).isEmpty();
        assertThat(result.shared()).isEqualTo(2);
        assertThat(result.bytes()).isZero();
        verify("two");
        assertThat(Files.getAttribute(big("one"), "unix:ino")).isEqualTo(Files.getAttribute(big("two"), "unix:ino"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(big("two")))).isEqualTo("r--------");
    }

    @Test
    void whoMayNotHaveItAnyMoreDoesNotGetItFromHereEither() throws Exception {
        download("one");
        server.ticketStatus = 403;
        server.refusal = "grant-revoked";

        assertThatThrownBy(() -> download("two")).isInstanceOf(AccessRefusedException.class)
                .hasMessageContaining("[grant-revoked]");
        assertThat(Files.exists(big("two"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = { 404, 405 })
    void portalThatCannotBeAskedGivesTheFilesItselfOrRefuses(int status) throws Exception {
        download("one");
        server.fetched.clear();
        server.statusOfAsking = status;

        Download.Result result = download("two");

        assertThat(result.shared()).isZero();
        assertThat(server.fetched).hasSize(6);
        verify("two");
        server.ticketStatus = 403;
        server.refusal = "grant-revoked";
        assertThatThrownBy(() -> download("three")).isInstanceOf(AccessRefusedException.class)
                .hasMessageContaining("[grant-revoked]");
        assertThat(Files.exists(big("three"))).isFalse();
    }

    @Test
    void missingReleaseIsARefusalAndNotAnOldPortal() throws Exception {
        download("one");
        server.ticketStatus = 404;
        server.refusal = "not-found";

        assertThatThrownBy(() -> download("two")).isInstanceOf(AccessRefusedException.class)
                .hasMessageContaining("[not-found]");
    }

    @Test
    void contentThatChangedIsFetchedAndForgotten() throws Exception {
        download("one");
        Files.setPosixFilePermissions(big("one"), PosixFilePermissions.fromString("rw-------"));
        byte[] bytes = Files.readAllBytes(big("one"));
        bytes[0] ^= 1;
        Files.write(big("one"), bytes);
        server.fetched.clear();

        download("two");

        assertThat(server.fetched).hasSize(5);
        verify("two");
        assertThat(Files.readAllBytes(big("one"))).isEqualTo(bytes);
    }

    @Test
    void whatNoFolderHoldsAnyMoreIsForgotten() throws Exception {
        download("one");
        Files.delete(big("one"));

        cache.forgetUnused();

        try (var left = Files.list(folder.resolve("cache/sha256"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void linkInPlaceOfContentLeadsNowhere() throws Exception {
        String name = release.manifest.file(TinyRelease.BIG).orElseThrow().sha256().hex();
        Path entries = Files.createDirectories(folder.resolve("cache/sha256"));
        Files.createSymbolicLink(entries.resolve(name), release.folder.resolve(TinyRelease.BIG));

        download("one");

        assertThat(server.fetched).hasSize(6);
        assertThat(Files.isSymbolicLink(big("one"))).isFalse();
        verify("one");
    }

    @Test
    void cacheOthersCanWriteToIsNotUsed() throws Exception {
        download("one");
        Files.setPosixFilePermissions(folder.resolve("cache/sha256"), PosixFilePermissions.fromString("rwxrwxrwx"));
        server.fetched.clear();

        download("two");

        assertThat(server.fetched).hasSize(6);
    }

    private Download.Result download(String name) throws Exception {
        var portal = new Portal(server.address(), Optional.of(FaultServer.TOKEN));
        var address = new ReleaseAddress(TinyRelease.MODEL, "latest");
        RemoteRelease found = RemoteRelease.fetch(portal, address, RemoteRelease.signature(portal, address), release.trust,
                Instant.now());
        return new Download(portal, cache, 2, new Quiet(), Backoff.USUAL, Duration.ofSeconds(5)).run(found,
                folder.resolve(name), _ -> true);
    }

    private Path big(String name) {
        return folder.resolve(name).resolve(TinyRelease.BIG);
    }

    private void verify(String name) throws Exception {
        DirectoryVerifier.verify(folder.resolve(name), release.trust, VerifyProgress.NONE);
    }
}
