package org.weightgate.catalogue;

import jakarta.persistence.Embeddable;

/// One file of a release; its bytes lie in S3 under `Blobs.key`.
@Embeddable
public record WeightFile(int position, String path, String role, long size, String sha256) {
}
