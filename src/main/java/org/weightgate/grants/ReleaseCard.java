package org.weightgate.grants;

import java.util.List;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.WeightFile;

/// The release a grant opens, file by file.
record ReleaseCard(String version, String downloadAction, String manifestHref, String signatureHref, String folder,
        String signer, List<WeightFile> files, String count, long total, boolean runs) {

    static ReleaseCard of(Model model, Release release) {
        List<WeightFile> files = release.files();
        String path = model.fullName() + "/releases/" + release.version();
        return new ReleaseCard(release.version(), "/models/" + path + "/download", "/api/v1/models/" + path + "/manifest",
                "/api/v1/models/" + path + "/signature", model.name() + "-" + release.version(), release.signerFingerprint(),
                files, files.size() == 1 ? "1 file" : files.size() + " files", release.totalSize(),
                release.isForLoader());
    }
}
