package org.weightgate.catalogue;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// One release as its publisher sees it: what has arrived, and how far its publication is.
public record PublisherRelease(String model, PublisherView.Row row, String signerFingerprint, String manifestSha256,
        List<File> files, @Nullable Progress check, ReleaseFacts.@Nullable StoreCheck storeCheck, List<ReleaseUse.Line> use,
        GateBox stranger) {

    /// `stored` when the store holds as many bytes as the manifest says.
    public record File(String path, long size, boolean stored) {
    }

    /// The check before publication.
    public record Progress(boolean underWay, long checkedBytes, long totalBytes, @Nullable String problem) {

        static Progress of(Publication.Check check) {
            return new Progress(check.state() == ReleaseCheck.State.WAITING, check.checkedBytes(), check.totalBytes(),
                    check.detail());
        }
    }

    /// How many people, at most, have to hear of a withdrawal from its publisher.
    public long toTell() {
        return use.stream().mapToLong(ReleaseUse.Line::people).max().orElse(0);
    }

    public long missing() {
        return files.stream().filter(file -> !file.stored()).count();
    }

    public boolean isComplete() {
        return missing() == 0;
    }

    public boolean isUnderWay() {
        return row.isDraft() && check != null && check.underWay();
    }
}
