package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

import org.jspecify.annotations.Nullable;

/// Whether the store holds exactly what a draft's manifest says: asked by a publisher, found out by whichever replica holds the
/// lease, and followed by publication when it passes.
@Entity
class ReleaseCheck {

    enum State {
        WAITING,
        PASSED,
        FAILED
    }

    /// What is known of the SHA-256 of whole files, where only their chunks were proved before the release was opened.
    enum Whole {
        DUE,
        RIGHT,
        WRONG
    }

    @Id
    @Column(name = "release_id")
    private UUID release;
    private String manifestSha256;
    private UUID askedBy;
    private Instant askedAt;
    @Enumerated(EnumType.STRING)
    private State state;
    private long totalBytes;
    private long checkedBytes;
    private boolean streamed;
    private @Nullable String reason;
    private @Nullable String detail;
    private @Nullable UUID lease;
    private @Nullable Instant leasedUntil;
    private @Nullable Instant finishedAt;
    @Enumerated(EnumType.STRING)
    private @Nullable Whole whole;
    private @Nullable String wholeDetail;
    private @Nullable Instant wholeAt;

    @SuppressWarnings("NullAway.Init")
    protected ReleaseCheck() {
    }

    ReleaseCheck(Release release, UUID askedBy, Instant now) {
        this.release = release.id();
        this.manifestSha256 = release.manifestSha256();
        this.askedBy = askedBy;
        this.askedAt = now;
        this.state = State.WAITING;
        this.totalBytes = release.totalSize();
    }

    /// A new start for a draft that was replaced or did not pass; one that runs for the same manifest goes on.
    void ask(Release draft, UUID person, Instant now) {
        if (state == State.WAITING && manifestSha256.equals(draft.manifestSha256())) {
            return;
        }
        manifestSha256 = draft.manifestSha256();
        askedBy = person;
        askedAt = now;
        state = State.WAITING;
        totalBytes = draft.totalSize();
        checkedBytes = 0;
        streamed = false;
        reason = null;
        detail = null;
        lease = null;
        leasedUntil = null;
        finishedAt = null;
    }

    UUID lease(Instant until) {
        lease = UUID.randomUUID();
        advance(0, until);
        return lease;
    }

    boolean isHeldBy(UUID holder) {
        return (state == State.WAITING || whole == Whole.DUE) && holder.equals(lease);
    }

    void advance(long bytes, Instant until) {
        checkedBytes = state == State.WAITING ? Math.min(bytes, totalBytes) : totalBytes;
        leasedUntil = until;
    }

    /// `partsOnly` when some files were proved by the store's checksum of their parts.
    void pass(boolean partsOnly, boolean readEveryByte, Instant now) {
        state = State.PASSED;
        streamed = readEveryByte;
        whole = partsOnly ? Whole.DUE : null;
        checkedBytes = totalBytes;
        finishedAt = now;
        lease = null;
        leasedUntil = null;
    }

    /// Every byte was read: `wrong` says which file is not what its SHA-256 says.
    void readWhole(Optional<String> wrong, Instant now) {
        whole = wrong.isPresent() ? Whole.WRONG : Whole.RIGHT;
        wholeDetail = wrong.orElse(null);
        wholeAt = now;
    }

    void leaveWhole() {
        whole = null;
    }

    void fail(String why, String sentence, Instant now) {
        state = State.FAILED;
        reason = why;
        detail = sentence;
        finishedAt = now;
    }

    UUID release() {
        return release;
    }

    String manifestSha256() {
        return manifestSha256;
    }

    Instant askedAt() {
        return askedAt;
    }

    /// Whether somebody works on it now.
    boolean isLeased(Instant now) {
        return state == State.WAITING && leasedUntil != null && leasedUntil.isAfter(now);
    }

    UUID askedBy() {
        return askedBy;
    }

    State state() {
        return state;
    }

    long totalBytes() {
        return totalBytes;
    }

    long checkedBytes() {
        return checkedBytes;
    }

    boolean streamed() {
        return streamed;
    }

    @Nullable
    Whole whole() {
        return whole;
    }

    @Nullable
    String wholeDetail() {
        return wholeDetail;
    }

    @Nullable
    Instant wholeAt() {
        return wholeAt;
    }

    @Nullable
    String reason() {
        return reason;
    }

    @Nullable
    String detail() {
        return detail;
    }

    @Nullable
    Instant finishedAt() {
        return finishedAt;
    }
}
