package org.weightgate.catalogue;

/// One thing that waits for the reader. `tone` is one of the stylesheet's: draft, waiting, you, good, bad, ended.
public record Need(String tone, String text, String href) {
}
