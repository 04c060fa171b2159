package org.weightgate.hub;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/// A line of a folder's listing.
@JsonInclude(JsonInclude.Include.NON_NULL)
record TreeEntry(String type, String path, long size, String oid, @Nullable Lfs lfs, @Nullable LastCommit lastCommit,
        @Nullable SecurityStatus securityFileStatus) {

    record Lfs(String oid, long size, int pointerSize) {
    }

    record LastCommit(String id, String title, String date) {
    }

    /// Nobody scans signed weights here; clients want the words all the same.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SecurityStatus(String status, @Nullable String avScan, @Nullable String pickleImportScan) {
    }

    static TreeEntry file(HubFile file, String gitName) {
        Lfs lfs = file.isLarge() ? new Lfs(file.sha256(), file.size(), GitObjects.pointer(file).length) : null;
        return new TreeEntry("file", file.path(), file.size(), gitName, lfs, null, null);
    }

    static TreeEntry directory(String path, String oid) {
        return new TreeEntry("directory", path, 0, oid, null, null, null);
    }

    TreeEntry expanded(Snapshot snapshot) {
        var commit = new LastCommit(snapshot.commit(), "Release " + snapshot.version(), HubTime.of(snapshot.at()));
        SecurityStatus security = type.equals("file") ? new SecurityStatus("unscanned", null, null) : null;
        return new TreeEntry(type, path, size, oid, lfs, commit, security);
    }

}
