package org.weightgate.loader.llama;

import java.io.Serial;
import java.util.Locale;

/// The keys and values of so many tokens do not fit into the heap of this Java.
public final class TooLittleHeapException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1;

    TooLittleHeapException(int tokens, long bytes) {
        super(String.format(Locale.ROOT, "%d tokens need %.1f GiB of heap for their keys and values, and this Java has %.1f",
                tokens, gibibytes(bytes), gibibytes(Runtime.getRuntime().maxMemory())));
    }

    private static double gibibytes(long bytes) {
        return bytes / (double) (1 << 30);
    }
}
