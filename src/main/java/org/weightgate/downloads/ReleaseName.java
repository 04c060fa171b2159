package org.weightgate.downloads;

/// A release as it is asked for; `latest` stands for the newest published one.
public record ReleaseName(String namespace, String model, String version) {
}
