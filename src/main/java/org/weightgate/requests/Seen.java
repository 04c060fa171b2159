package org.weightgate.requests;

/// What a reviewer had before their eyes when they decided.
public record Seen(int version, int revision, String factsDigest) {
}
