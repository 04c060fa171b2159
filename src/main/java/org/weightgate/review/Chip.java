package org.weightgate.review;

/// Something worth a second look, counted: `tone` is its colour, the words say it too.
public record Chip(String words, String tone) {
}
