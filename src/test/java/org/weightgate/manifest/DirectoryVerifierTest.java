package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryVerifierTest {

    @TempDir
    Path folder;

    private SignedRelease release;

    @BeforeEach
    void signedRelease() throws Exception {
        release = new SignedRelease(folder);
    }

    @Test
    void whatWasSignedVerifies() throws Exception {
        VerifiedDirectory verified = release.verify();

        assertThat(verified.signerFingerprint()).isEqualTo(release.key.signer().fingerprint());
        assertThat(verified.manifest().files()).extracting(FileEntry::path)
                .containsExactly("config.json", "empty.txt", "small.safetensors", SignedRelease.BIG);
        assertThat(verified.manifestDigest())
                .isEqualTo(Digest.sha256(Files.readAllBytes(folder.resolve(Manifest.FILE_NAME))));
    }

    @Test
    void progressCountsEveryByteOnce() throws Exception {
        var total = new AtomicLong();
        var done = new AtomicLong();

        DirectoryVerifier.verify(folder, TrustedKeys.of(release.key.signer()), new VerifyProgress() {
            @Override
            public void started(long totalBytes) {
                total.set(totalBytes);
            }

            @Override
            public void advanced(String path, long bytes) {
                done.addAndGet(bytes);
            }
        });

        assertThat(done).hasValue(total.get()).hasValue(22 + 1000 + SignedRelease.CHUNK * 5 / 2);
    }

    @Test
    void oneChangedBitNamesTheChunk() throws Exception {
        flip(SignedRelease.BIG, SignedRelease.CHUNK + 5);

        VerificationException refused = refused();

        assertThat(refused.file()).isEqualTo(SignedRelease.BIG);
        assertThat(refused.place()).isEqualTo("chunk 1 (bytes 1048576 to 2097151)");
        assertThat(refused.reason()).isEqualTo("its bytes are not the signed ones");
    }

    @Test
    void aChangeAtEitherEndOfAnyChunkNamesThatChunk() throws Exception {
        long size = Files.size(folder.resolve(SignedRelease.BIG));
        for (long begin = 0; begin < size; begin += SignedRelease.CHUNK) {
            for (long at : new long[] { begin, Math.min(size, begin + SignedRelease.CHUNK) - 1 }) {
                flip(SignedRelease.BIG, at);
                assertThat(refused().place()).as("byte " + at).startsWith("chunk " + begin / SignedRelease.CHUNK + " (");
                flip(SignedRelease.BIG, at);
            }
        }
        assertThat(release.verify().manifest().files()).hasSize(4);
    }

    @Test
    void truncatedAndLengthenedFilesAreNamed() throws Exception {
        byte[] whole = Files.readAllBytes(folder.resolve("small.safetensors"));
        Files.write(folder.resolve("small.safetensors"), Arrays.copyOf(whole, 999));
        assertThat(refused()).hasMessage("small.safetensors, its end: it has 999 bytes, but 1000 were signed");

        Files.write(folder.resolve("small.safetensors"), Arrays.copyOf(whole, 1001));
        assertThat(refused()).hasMessage("small.safetensors, its end: it has 1001 bytes, but 1000 were signed");
    }

    @Test
    void missingFileIsNamed() throws Exception {
        Files.delete(folder.resolve("empty.txt"));

        assertThat(refused()).hasMessage("empty.txt, whole file: it is missing");
    }

    @Test
    void whereOnlyPartWasFetchedTheRestIsOffered() throws Exception {
        Files.delete(folder.resolve("empty.txt"));
        Files.delete(folder.resolve("small.safetensors"));

        var refused = refused();

        assertThat(refused).hasMessageMatching("empty\\.txt, whole file: it and 1 more of the [0-9] files are missing");
        assertThat(refused.next()).startsWith("If only part of acme/tiny 1.0 was fetched, download the rest into this folder");
    }

    @Test
    void aFolderInAFilesPlaceIsNoFile() throws Exception {
        Files.delete(folder.resolve("empty.txt"));
        Files.createDirectory(folder.resolve("empty.txt"));

        assertThat(refused()).hasMessage("empty.txt, whole file: it is missing");
    }

    @Test
    void extraFileIsNamed() throws Exception {
        Files.writeString(folder.resolve("weights/evil.bin"), "x");

        assertThat(refused()).hasMessage("weights/evil.bin, whole file: it is not part of the signed release");
    }

    @Test
    void whatToolsLeaveAtTheTopIsIgnoredAndOnlyThere() throws Exception {
        Files.createDirectories(folder.resolve(".cache/huggingface"));
        Files.writeString(folder.resolve(".cache/huggingface/x"), "x");
        Files.writeString(folder.resolve(".gitattributes"), "x");
        assertThat(release.verify().manifest().files()).hasSize(4);

        Files.createDirectories(folder.resolve("weights/.cache"));
        Files.writeString(folder.resolve("weights/.cache/x"), "x");
        assertThat(refused().file()).isEqualTo("weights/.cache/x");
    }

    @Test
    void symbolicLinksAreRefusedEvenToTheRightBytes(@TempDir Path elsewhere) throws Exception {
        Path moved = elsewhere.resolve("moved");
        Files.move(folder.resolve("small.safetensors"), moved);
        Files.createSymbolicLink(folder.resolve("small.safetensors"), moved);
        assertThat(refused().place()).isEqualTo("file type");

        Files.delete(folder.resolve("small.safetensors"));
        Files.move(moved, folder.resolve("small.safetensors"));
        Files.move(folder.resolve("weights"), elsewhere.resolve("weights"));
        Files.createSymbolicLink(folder.resolve("weights"), elsewhere.resolve("weights"));
        assertThat(refused().file()).isEqualTo("weights");
    }

    @Test
    void alteredManifestIsRefusedBeforeItIsParsed() throws Exception {
        Files.writeString(folder.resolve(Manifest.FILE_NAME), "not even JSON");

        assertThat(refused().file()).isEqualTo(Manifest.FILE_NAME);
        assertThat(refused().reason()).contains("was signed");
    }

    @Test
    void signatureOfAnotherReleaseIsRefused(@TempDir Path elsewhere) throws Exception {
        var other = new SignedRelease(elsewhere);
        Files.copy(elsewhere.resolve(ModelSignature.FILE_NAME), folder.resolve(ModelSignature.FILE_NAME),
                StandardCopyOption.REPLACE_EXISTING);

        var unknown = catchThrowableOfType(UnknownSignerException.class, release::verify);

        assertThat(unknown.fingerprint()).isEqualTo(other.key.signer().fingerprint());
    }

    @Test
    void signedManifestThatDisagreesWithTheSignatureIsRefused() throws Exception {
        Manifest manifest = release.verify().manifest();
        var shorter = new Manifest(manifest.release(), List.of(), Optional.empty(), manifest.chunkSize(),
                manifest.files().subList(0, 3));
        byte[] bytes = ManifestWriter.write(shorter);
        Files.write(folder.resolve(Manifest.FILE_NAME), bytes);
        var resources = new HashMap<String, Digest>();
        manifest.files().forEach(file -> resources.put(file.path(), file.sha256()));
        resources.put(Manifest.FILE_NAME, Digest.sha256(bytes));
        Files.write(folder.resolve(ModelSignature.FILE_NAME), ModelSignature.sign("acme/tiny", resources, release.key));

        assertThat(refused()).hasMessage(SignedRelease.BIG + ", signature: it was signed, but the manifest does not list it");
    }

    @Test
    void missingSignatureIsNamed() throws Exception {
        Files.delete(folder.resolve(ModelSignature.FILE_NAME));

        assertThat(refused()).hasMessage("model.sig, whole file: it is missing, so nobody vouches for this folder");
    }

    @Test
    void openedFilesReadWhatWasVerifiedAfterARename(@TempDir Path elsewhere) throws Exception {
        byte[] original = Files.readAllBytes(folder.resolve("small.safetensors"));

        try (VerifiedFiles files = DirectoryVerifier.open(folder, TrustedKeys.of(release.key.signer()), VerifyProgress.NONE)) {
            Files.write(elsewhere.resolve("new"), new byte[1000], StandardOpenOption.CREATE);
            Files.move(elsewhere.resolve("new"), folder.resolve("small.safetensors"),
                    StandardCopyOption.REPLACE_EXISTING);
            ByteBuffer read = ByteBuffer.allocate(1000);
            files.channel("small.safetensors").read(read, 0);

            assertThat(read.array()).isEqualTo(original);
        }
    }

    @Test
    void folderThatIsNotThereIsAnInputError() {
        assertThatThrownBy(() -> DirectoryVerifier.verify(folder.resolve("nowhere"), TrustedKeys.of(), VerifyProgress.NONE))
                .isInstanceOf(IOException.class);
    }

    private VerificationException refused() {
        return catchThrowableOfType(VerificationException.class, release::verify);
    }

    private void flip(String path, long at) throws IOException {
        try (var file = new RandomAccessFile(folder.resolve(path).toFile(), "rw")) {
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 1);
        }
    }
}
