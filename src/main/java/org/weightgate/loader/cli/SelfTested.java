package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.weightgate.loader.Model;
import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedDirectory;

/// The self-test of a release is run before it is used for the first time, and again with another version of this loader.
final class SelfTested {

    private SelfTested() {
    }

    static void once(Model model, int threads, Output output) throws IOException, VerificationException {
        if (model.verified().flatMap(release -> release.manifest().selfTest()).isEmpty()) {
            return;
        }
        VerifiedDirectory release = model.verified().orElseThrow();
        Path record = UserFolder.find(System.getenv()).resolve("self-tested").resolve(release.manifestDigest().hex());
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "unknown");
        if (Files.exists(record) && Files.readString(record).strip().equals(version)) {
            return;
        }
        model.selfTest(threads);
        try {
            PrivateFiles.createFolder(Objects.requireNonNull(record.getParent()));
            PrivateFiles.write(record, (version + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            output.warn(
                    "the self-test passed, and it cannot be remembered: it runs again next time. " + Failures.ofFile(failure));
        }
    }
}
