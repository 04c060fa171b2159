package org.weightgate.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.FileIdentity;
import org.weightgate.manifest.KnownFiles;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifyProgress;

@DisabledOnOs(OS.WINDOWS)
class VerificationRecordsTest {

    @TempDir
    Path home;

    private SignedModel signed;
    private VerificationRecords records;
    private final List<String> calls = new ArrayList<>();

    /// Tells which files were taken on trust, and how often the records were read and written.
    private record Watched(KnownFiles inner, List<String> believed, List<String> calls) implements KnownFiles {

        @Override
        public Set<FileEntry> among(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException {
            Set<FileEntry> known = inner.among(manifest, files);
            known.forEach(file -> believed.add(file.path()));
            calls.add("read");
            return known;
        }

        @Override
        public void add(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException {
            inner.add(manifest, files);
            calls.add("written");
        }
    }

    @BeforeEach
    void aModelThatWasVerifiedAfterItsClockMovedOn() throws Exception {
        signed = new SignedModel(Files.createDirectory(home.resolve("model")));
        records = new VerificationRecords(home.resolve("verified"));
        assertThat(verify()).isEmpty();
        LockSupport.parkNanos(2_100_000_000L);
        assertThat(verify()).as("a file written a moment ago is not recorded").isEmpty();
    }

    @Test
    void recordsOfAllFilesAreReadAndWrittenAtOnce() throws Exception {
        assertThat(calls).as("two verifications of seven files").containsExactly("read", "written", "read", "written");
    }

    @Test
    void whatWasVerifiedIsNotHashedAgain() throws Exception {
        assertThat(verify()).hasSize(7).contains(SignedModel.SHARD);
    }

    @Test
    void aChangeWithTheOldTimeSetBackIsFound() throws Exception {
        signed.tamper(SignedModel.SHARD);

        assertThatThrownBy(this::verify).isInstanceOf(VerificationException.class).hasMessageContaining(SignedModel.SHARD);
    }

    @Test
    void anotherFileInItsPlaceIsHashed() throws Exception {
        Path file = signed.folder.resolve(SignedModel.SHARD);
        Path copy = Files.copy(file, home.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        assertThat(verify()).hasSize(6).doesNotContain(SignedModel.SHARD);
    }

    @Test
    void recordsThatOthersCouldHaveWrittenAreNotBelieved() throws Exception {
        Files.setPosixFilePermissions(home.resolve("verified"), PosixFilePermissions.fromString("rwxrwx---"));

        assertThat(verify()).isEmpty();
    }

    @Test
    void damagedRecordsAreNotBelieved() throws Exception {
        try (var files = Files.list(home.resolve("verified"))) {
            for (Path record : files.toList()) {
                Files.write(record, new byte[] { (byte) 0xff, 0, 10, 13, 7 });
            }
        }

        assertThat(verify()).isEmpty();
        assertThat(verify()).hasSize(7);
    }

    private List<String> verify() throws Exception {
        var believed = new ArrayList<String>();
        DirectoryVerifier.open(signed.folder, signed.trust(), new Watched(records, believed, calls), VerifyProgress.NONE)
                .close();
        return believed;
    }
}
