package org.weightgate.downloads;

/// How a right is put to use.
public enum Way {
    TICKET,
    BROWSER,
    /// A Hugging Face client was sent to the store.
    HUB,
    /// It only asked for the first byte, to learn the size; its address opens the whole file all the same.
    HUB_PROBE,
    /// A small file the portal itself answered with.
    SERVED,
    DOWNLOAD_LIST
}
