package org.weightgate.grants;

import java.util.List;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;

/// The release a grant opens, file by file.
record ReleaseCard(String version, String downloadAction, String manifestHref, String signatureHref, String folder,
        String signer,
        List<FileRow> files, String count, String total, String duration) {

    record FileRow(String path, String size, String sha256) {
    }

    static ReleaseCard of(Model model, Release release) {
        List<FileRow> rows = release.files().stream()
                .map(file -> new FileRow(file.path(), DataSize.words(file.size()), file.sha256())).toList();
        long total = release.totalSize();
        String path = model.fullName() + "/releases/" + release.version();
        return new ReleaseCard(release.version(), "/models/" + path + "/download", "/api/v1/models/" + path + "/manifest",
                "/api/v1/models/" + path + "/signature", model.name() + "-" + release.version(), release.signerFingerprint(),
                rows, rows.size() == 1 ? "1 file" : rows.size() + " files",
                DataSize.words(total), DataSize.atHundredMegabits(total));
    }
}
