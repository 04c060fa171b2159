package org.weightgate.grants;

import java.util.List;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;

/// The release a grant opens, file by file.
record ReleaseCard(String version, String downloadAction, List<FileRow> files, String total, String duration) {

    record FileRow(String path, String size, String sha256) {
    }

    static ReleaseCard of(Model model, Release release) {
        List<FileRow> rows = release.files().stream()
                .map(file -> new FileRow(file.path(), DataSize.words(file.size()), file.sha256())).toList();
        long total = release.totalSize();
        return new ReleaseCard(release.version(),
                "/models/" + model.fullName() + "/releases/" + release.version() + "/download",
                rows, DataSize.words(total), DataSize.atHundredMegabits(total));
    }
}
