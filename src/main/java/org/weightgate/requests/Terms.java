package org.weightgate.requests;

/// A version of a model's terms, by number and by the hash of its words.
public record Terms(int version, String sha256) {

    /// Nothing was accepted.
    public static final Terms NONE = new Terms(0, "");
}
