package org.weightgate.manifest;

/// Terms the release comes under: a file of the release and its digest.
public record Terms(String id, String path, Digest sha256) {
}
