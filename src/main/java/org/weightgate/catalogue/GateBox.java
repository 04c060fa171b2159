package org.weightgate.catalogue;

/// The one box on a model's page that says where the reader stands and what to do. `tone` is one of the stylesheet's:
/// draft, waiting, you, good, bad, ended. An empty `actionHref` means there is nothing to press.
public record GateBox(String tone, String headline, String text, String actionLabel, String actionHref) {
}
