package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.transfer.FaultServer.Fault;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.UnknownSignerException;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifyProgress;

class DownloadTest {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(2), Duration.ofMillis(4));
    private static final ReleaseAddress LATEST = new ReleaseAddress(TinyRelease.MODEL, "latest");

    @TempDir
    Path folder;

    private final Counter progress = new Counter();
    private Duration patience = Duration.ofSeconds(30);
    private BlobCache cache = BlobCache.NONE;
    private TinyRelease release;
    private FaultServer server;
    private Path target;

    @BeforeEach
    void serve() throws Exception {
        release = new TinyRelease(folder.resolve("source"));
        server = new FaultServer(release);
        target = folder.resolve("target");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatArrivesVerifiesAndIsPrivate() throws Exception {
        Download.Result result = download(4);

        verifyTarget();
        assertThat(result.files()).isEqualTo(3);
        assertThat(result.bytes()).isEqualTo(release.manifest.totalSize());
        assertThat(progress.bytes).hasValue(release.manifest.totalSize());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(TinyRelease.BIG))))
                .isEqualTo("rw-------");
        assertThat(target.resolve(".weightgate")).doesNotExist();
    }

    @Test
    void tokenNeverReachesTheStore() throws Exception {
        download(2);

        assertThat(server.tokensAtTheStore).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneFaultIsOvercome(Fault fault) throws Exception {
        server.faults.add(fault);
        if (fault == Fault.STALL || fault == Fault.TRICKLE) {
            patience = Duration.ofSeconds(1);
        }

        download(2);

        verifyTarget();
        assertThat(server.faults).isEmpty();
        assertThat(server.trickledToTheEnd).isFalse();
    }

    @Test
    void corruptChunkIsFetchedAgainAlone() throws Exception {
        server.faults.add(Fault.CORRUPT);

        download(1);

        assertThat(server.fetched).containsExactly("config.json:0", "weights/big.safetensors:0", "weights/big.safetensors:0",
                "weights/big.safetensors:1048576", "weights/big.safetensors:2097152", "weights/big.safetensors:3145728",
                "weights/big.safetensors:4194304");
        assertThat(progress.notes).containsExactly(
                "Chunk 0 of weights/big.safetensors arrived damaged from 127.0.0.1 and is fetched again.");
    }

    @Test
    void chunkThatStaysCorruptIsNamedAndNotKept() {
        server.faults.addAll(Collections.nCopies(3, Fault.CORRUPT));

        var refused = catchThrowableOfType(VerificationException.class, () -> download(1));

        assertThat(refused)
                .hasMessage("weights/big.safetensors, chunk 0: the bytes from 127.0.0.1 were not the signed ones in 3"
                        + " attempts; nothing of them is kept");
        assertThat(target.resolve(TinyRelease.BIG)).doesNotExist();
        assertThat(target.resolve(Manifest.FILE_NAME)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = { "WHOLE_FILE", "WEB_PAGE", "WRONG_RANGE", "SHORT", "CUT", "BUSY", "EXPIRED",
            "REDIRECT", "COMPRESSED" })
    void faultThatStaysIsATransferError(Fault fault) {
        server.faults.addAll(Collections.nCopies(20, fault));

        assertThatThrownBy(() -> download(1)).isInstanceOf(TransferException.class).hasMessageContaining("127.0.0.1")
                .hasMessageNotContaining("ticket=");
        assertThat(target.resolve(TinyRelease.BIG)).doesNotExist();
    }

    @Test
    void redirectOfTheStoreIsNeverFollowed() throws Exception {
        server.faults.add(Fault.REDIRECT);

        download(1);

        verifyTarget();
        assertThat(server.fetched).doesNotContain("elsewhere");
    }

    @Test
    void expiredAddressesAreRenewedOnceForAllWorkers() throws Exception {
        server.oldestGoodTicket = 2;

        download(4);

        verifyTarget();
        assertThat(server.tickets).hasValue(2);
    }

    @Test
    void aPortalThatIsStartedAnewMeanwhileIsWaitedFor() throws Exception {
        server.oldestGoodTicket = 2;
        server.ticketsUnanswered.set(6);

        download(2);

        verifyTarget();
        assertThat(server.tickets).hasValue(2);
        assertThat(progress.notes).filteredOn(note -> note.contains("does not answer. It is asked again")).hasSize(1);
    }

    @Test
    void aPortalThatStaysAwayIsGivenUp() {
        server.oldestGoodTicket = 2;
        server.ticketsUnanswered.set(1000);

        assertThatThrownBy(() -> download(2)).isInstanceOf(NoPortalException.class).hasMessageContaining("cannot be reached");
    }

    @Test
    void brokenDownloadContinuesWhereItStopped() throws Exception {
        var first = new Download(portal(), BlobCache.NONE, 1, new StopAfter(3), QUICK, patience);
        assertThatThrownBy(() -> first.run(fetchRelease(), target, _ -> true)).hasMessage("killed");
        server.fetched.clear();

        Download.Result result = download(1);

        verifyTarget();
        assertThat(server.fetched).containsExactly("weights/big.safetensors:2097152", "weights/big.safetensors:3145728",
                "weights/big.safetensors:4194304");
        assertThat(result.bytes()).isEqualTo(2L * TinyRelease.CHUNK + 12_345);
    }

    @ParameterizedTest
    @ValueSource(ints = { 25, -3600 })
    void neitherAShortTicketNorAWrongClockTakesOneForEachChunk(int seconds) throws Exception {
        server.ticketLife = Duration.ofSeconds(seconds);

        download(1);

        verifyTarget();
        assertThat(server.tickets).hasValue(1);
    }

    @Test
    void aTicketIsRenewedBeforeItEnds() throws Exception {
        server.ticketLife = Duration.ofSeconds(3);
        server.delay = Duration.ofMillis(600);

        download(1);

        verifyTarget();
        assertThat(server.tickets).hasValueGreaterThan(1);
    }

    @Test
    void whatIsNotFinishedSaysWhatItWillBe() throws Exception {
        var first = new Download(portal(), BlobCache.NONE, 1, new StopAfter(3), QUICK, patience);
        assertThatThrownBy(() -> first.run(fetchRelease(), target, _ -> true)).hasMessage("killed");

        Optional<UnfinishedDownload> left = UnfinishedDownload.in(target);

        assertThat(left.flatMap(UnfinishedDownload::release).map(ReleaseAddress::toString))
                .contains(TinyRelease.MODEL + "@" + release.manifest.release().version());
        download(1);
        assertThat(UnfinishedDownload.in(target)).isEmpty();
        assertThat(target.resolve(".weightgate")).doesNotExist();
    }

    @Test
    void whereNothingWasBegunNothingIsLeft() throws Exception {
        server.ticketStatus = 403;
        server.refusal = "grant-expired";

        assertThatThrownBy(() -> download(1)).isInstanceOf(AccessRefusedException.class);

        assertThat(target).isEmptyDirectory();
    }

    @Test
    void resumedChunksAreHashedAgain() throws Exception {
        var first = new Download(portal(), BlobCache.NONE, 1, new StopAfter(3), QUICK, patience);
        assertThatThrownBy(() -> first.run(fetchRelease(), target, _ -> true)).hasMessage("killed");
        Path part;
        try (var parts = Files.list(target.resolve(".weightgate"))) {
            part = parts.filter(file -> file.toString().endsWith(".part")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(part);
        bytes[5] ^= 1;
        Files.write(part, bytes);
        server.fetched.clear();

        download(1);

        verifyTarget();
        assertThat(server.fetched).first().isEqualTo("weights/big.safetensors:0");
    }

    @Test
    void finishedFilesAreNotFetchedAgain() throws Exception {
        download(2);
        server.fetched.clear();

        Download.Result result = download(2);

        assertThat(server.fetched).isEmpty();
        assertThat(result.skipped()).isEqualTo(3);
        assertThat(server.tickets).hasValue(1);
    }

    @Test
    void differentFileInThePlaceIsNotWrittenOver() throws Exception {
        Files.createDirectories(target);
        Files.writeString(target.resolve("config.json"), "mine");

        assertThatThrownBy(() -> download(2)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("it is not written over");
        assertThat(target.resolve("config.json")).hasContent("mine");
        assertThat(server.fetched).isEmpty();
    }

    @Test
    void symbolicLinksLeadNowhere() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("weights"), outside);

        assertThatThrownBy(() -> download(2)).isInstanceOf(TransferException.class).hasMessageContaining("not a real folder");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void unfinishedWorkIsNotWrittenThroughALink() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve(".weightgate"), outside);

        assertThatThrownBy(() -> download(2)).isInstanceOf(TransferException.class);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void unknownSignerStopsBeforeAnyTicket() {
        assertThatThrownBy(
                () -> RemoteRelease.fetch(portal(), LATEST, RemoteRelease.signature(portal(), LATEST), TrustedKeys.of(),
                        Instant.now()))
                .isInstanceOf(UnknownSignerException.class);
        assertThat(server.tickets).hasValue(0);
        assertThat(server.fetched).isEmpty();
    }

    @Test
    void manifestThatWasNotSignedIsRefused() {
        server.manifest = new String(release.manifestBytes, StandardCharsets.UTF_8).replace("1.0", "1.1")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(this::fetchRelease).isInstanceOf(VerificationException.class).hasMessageContaining("was signed");
    }

    @Test
    void anotherSignedModelThanAskedForIsRefused() throws Exception {
        var other = new TinyRelease(folder.resolve("other"), "acme/other", Optional.empty());
        server.signature = other.signature;
        server.manifest = other.manifestBytes;

        assertThatThrownBy(() -> RemoteRelease.fetch(portal(), LATEST, other.signature, other.trust, Instant.now()))
                .isInstanceOf(VerificationException.class).hasMessageContaining("acme/other when asked for acme/tiny");
    }

    @Test
    void releasePastItsEndIsNotFetched() throws Exception {
        var expired = new TinyRelease(folder.resolve("old"), TinyRelease.MODEL,
                Optional.of(Instant.parse("2026-02-01T00:00:00Z")));
        server.manifest = expired.manifestBytes;

        assertThatThrownBy(() -> RemoteRelease.fetch(portal(), LATEST, expired.signature, expired.trust,
                Instant.parse("2026-02-01T00:00:00Z"))).isInstanceOf(VerificationException.class)
                .hasMessageContaining("2026-02-01T00:00:00Z");
    }

    @Test
    void refusalOfATicketSaysWhy() {
        server.ticketStatus = 403;
        server.refusal = "not-approved";

        var refused = catchThrowableOfType(AccessRefusedException.class, () -> download(2));

        assertThat(refused.reason()).isEqualTo("not-approved");
        assertThat(refused).hasMessage("You may not. Apply at the portal. [not-approved]");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void tokenThatEndsMeanwhileIsSaidToHaveEnded() throws Exception {
        Portal portal = portal();
        RemoteRelease found = RemoteRelease.fetch(portal, LATEST, RemoteRelease.signature(portal, LATEST), release.trust,
                Instant.now());
        server.ticketStatus = 401;
        server.refusal = "invalid-token";

        assertThatThrownBy(() -> new Download(portal, cache, 1, progress, QUICK, patience).run(found, target, _ -> true))
                .isInstanceOf(AccessRefusedException.class).hasMessageContaining("ended meanwhile")
                .hasMessageContaining("goes on where it stopped");
    }

    @Test
    void exhaustedQuotaIsARefusalAndNotWaitedFor() {
        server.ticketStatus = 429;
        server.refusal = "quota-exhausted";

        var refused = catchThrowableOfType(AccessRefusedException.class, () -> download(1));

        assertThat(refused.reason()).isEqualTo("quota-exhausted");
        assertThat(server.ticketsAsked).hasValue(1);
    }

    @Test
    void busyPortalIsAskedAgain() {
        server.ticketStatus = 429;
        server.refusal = "rate-limited";

        assertThatThrownBy(() -> download(1)).isInstanceOf(TransferException.class).hasMessageContaining("HTTP 429");
        assertThat(server.ticketsAsked).hasValue(5);
    }

    @Test
    void withoutATokenThePortalIsNotAskedTwice() throws Exception {
        var anonymous = new Portal(server.address(), Optional.empty(), QUICK);
        RemoteRelease found = fetchRelease();

        assertThatThrownBy(
                () -> new Download(anonymous, BlobCache.NONE, 1, progress, QUICK, patience).run(found, target,
                        _ -> true))
                .isInstanceOf(AccessRefusedException.class).hasMessageContaining("weightgate login");
    }

    @Test
    void publishingSendsWhatIsMissingAndNothingTwice() throws Exception {
        try (var files = DirectoryVerifier.open(release.folder, release.trust, VerifyProgress.NONE)) {
            var publication = new Publication(portal(), 2, progress, QUICK);

            Publication.Result first = publication.run(files, release.manifestBytes, release.signature);
            Publication.Result second = publication.run(files, release.manifestBytes, release.signature);

            assertThat(first.uploaded()).isEqualTo(3);
            assertThat(second.uploaded()).isZero();
        }
        assertThat(server.uploaded.get(TinyRelease.BIG)).isEqualTo(Files.readAllBytes(release.folder.resolve(TinyRelease.BIG)));
        assertThat(server.tokensAtTheStore).isEmpty();
    }

    @Test
    void severalFilesAreSentAtOnceOverAsManyConnectionsAsAllowed() throws Exception {
        server.delay = Duration.ofMillis(100);

        publish(3);

        assertThat(server.mostPutsAtOnce.get()).isBetween(2, 3);
        assertThat(server.puts).hasValue(7);
        assertThat(server.uploaded.get(TinyRelease.BIG)).isEqualTo(Files.readAllBytes(release.folder.resolve(TinyRelease.BIG)));
    }

    @Test
    void anUploadOutlivesItsAddressesAsOftenAsItTakes() throws Exception {
        server.putsPerPlan = 1;

        publish(1);

        assertThat(server.uploaded.get(TinyRelease.BIG)).isEqualTo(Files.readAllBytes(release.folder.resolve(TinyRelease.BIG)));
        assertThat(server.puts).hasValue(7);
        assertThat(server.plans).hasValue(2 + 5);
        assertThat(progress.bytes).hasValue(release.manifest.totalSize());
    }

    @Test
    void whatAnotherPublisherBroughtFirstIsDone() throws Exception {
        server.plansUntilStored = 0;

        Publication.Result result = publish(2);

        assertThat(server.puts).hasValue(0);
        assertThat(progress.bytes).hasValue(release.manifest.totalSize());
        assertThat(result.bytes()).isZero();
        assertThat(progress.notes).hasSize(2).noneMatch(note -> note.contains("empty.txt"));
    }

    @Test
    void onlyWhatWasSentThisTimeIsCountedAsSent() throws Exception {
        server.putsPerPlan = 1;
        server.statusOfUsedUpPlan = 500;
        assertThatThrownBy(() -> publish(1)).isInstanceOf(TransferException.class);
        int before = server.puts.get();
        assertThat(before).isPositive();
        long there = server.uploaded.values().stream().mapToLong(bytes -> bytes.length).sum();
        server.putsPerPlan = Integer.MAX_VALUE;

        Publication.Result rest = publish(1);

        assertThat(rest.bytes()).isEqualTo(release.manifest.totalSize() - there);
    }

    @Test
    void aPortalThatIsStartedAnewInTheMiddleOfPublishingIsWaitedFor() throws Exception {
        server.uploadsUnanswered.set(7);

        publish(2);

        assertThat(server.uploaded.get(TinyRelease.BIG)).isEqualTo(Files.readAllBytes(release.folder.resolve(TinyRelease.BIG)));
        assertThat(server.completed).hasValue(3);
        assertThat(progress.notes).anyMatch(note -> note.contains("does not answer. It is asked again"));
    }

    @Test
    void aPortalThatGoesAwayWhenAFileHasArrivedIsWaitedFor() throws Exception {
        server.uploadsUnansweredOnceSent = 3;

        publish(1);

        assertThat(server.puts).hasValue(7);
        assertThat(server.completed).hasValue(3);
    }

    @Test
    void aPortalThatStaysAwayEndsPublishing() {
        server.uploadsUnanswered.set(Integer.MAX_VALUE);

        assertThatThrownBy(() -> publish(2)).isInstanceOf(NoPortalException.class).hasMessageContaining("cannot be reached");

        assertThat(server.puts).hasValue(0);
    }

    @Test
    void anUploadThatAnotherPublisherFinishesMeanwhileIsDone() throws Exception {
        server.putsPerPlan = 1;
        server.statusOfUsedUpPlan = 404;
        server.plansUntilStored = 3;

        publish(1);

        assertThat(server.plans.get()).isGreaterThan(3);
        assertThat(progress.bytes).hasValue(release.manifest.totalSize());
        assertThat(progress.notes).anyMatch(note -> note.contains("stored already"));
    }

    @Test
    void addressesThatNeverWorkEndAnUpload() {
        server.putsPerPlan = 0;

        assertThatThrownBy(() -> publish(2)).isInstanceOf(TransferException.class)
                .hasMessageContaining("refuses even fresh addresses");
    }

    private Publication.Result publish(int connections) throws Exception {
        try (var files = DirectoryVerifier.open(release.folder, release.trust, VerifyProgress.NONE)) {
            return new Publication(portal(), connections, progress, QUICK).run(files, release.manifestBytes, release.signature);
        }
    }

    private Download.Result download(int connections) throws Exception {
        return new Download(portal(), cache, connections, progress, QUICK, patience).run(fetchRelease(), target,
                _ -> true);
    }

    private Portal portal() throws InvalidAddressException {
        return new Portal(server.address(), Optional.of(FaultServer.TOKEN), QUICK);
    }

    private RemoteRelease fetchRelease() throws Exception {
        return RemoteRelease.fetch(portal(), LATEST, RemoteRelease.signature(portal(), LATEST), release.trust, Instant.now());
    }

    private void verifyTarget() throws Exception {
        DirectoryVerifier.verify(target, release.trust, VerifyProgress.NONE);
    }

    private static class Counter implements TransferProgress {

        final AtomicLong bytes = new AtomicLong();
        final List<String> notes = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void started(long total, long already) {
            bytes.set(already);
        }

        @Override
        public void advanced(String path, long more) {
            bytes.addAndGet(more);
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }
    }

    /// Ends the download like a crash would, between two chunks.
    private static final class StopAfter extends Counter {

        private int left;

        StopAfter(int chunks) {
            this.left = chunks;
        }

        @Override
        public void advanced(String path, long more) {
            if (--left == 0) {
                throw new IllegalStateException("killed");
            }
        }
    }
}
