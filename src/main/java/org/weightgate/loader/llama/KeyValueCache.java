package org.weightgate.loader.llama;

/// Keys and values of every position so far, in the panels a [Kernel] multiplies with, so that attention is two products of
/// matrices and nothing is turned around twice.
///
/// A panel of keys is [headSize, panel]: the keys of `panel` positions side by side. A panel of values is [capacity, panel]: of
/// every position, `panel` neighbouring elements. Behind the last position and the last element there are zeros.
final class KeyValueCache {

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final int panel;
    private final int headSize;
    private final int heads;
    private final int capacity;
    /// By layer: [heads, panels of all positions, headSize, panel].
    private final float[][] keys;
    /// By layer: [heads, panels of one head, capacity, panel].
    private final float[][] values;

    /// @param panel columns of a panel, [Kernel#panel]
    ///
    /// @throws TooLittleHeapException if they do not fit
    KeyValueCache(LlamaConfig config, int capacity, int panel) {
        this.panel = panel;
        this.headSize = config.headSize();
        this.heads = config.keyValueHeads();
        this.capacity = capacity;
        long keyLength = length((long) panels(capacity) * headSize);
        long valueLength = length((long) panels(headSize) * capacity);
        long bytes = config.layers() * (keyLength + valueLength) * Float.BYTES;
        if (Math.max(keyLength, valueLength) > LONGEST_ARRAY || bytes > Runtime.getRuntime().maxMemory()) {
            throw new TooLittleHeapException(capacity, bytes);
        }
        try {
            this.keys = new float[config.layers()][(int) keyLength];
            this.values = new float[config.layers()][(int) valueLength];
        } catch (OutOfMemoryError _) {
            throw new TooLittleHeapException(capacity, bytes);
        }
    }

    private long length(long width) {
        return heads * width * panel;
    }

    private int panels(int columns) {
        return Math.ceilDiv(columns, panel);
    }

    float[] keys(int layer) {
        return keys[layer];
    }

    float[] values(int layer) {
        return values[layer];
    }

    /// Where in [#keys] the panel begins that holds `position`.
    int keyPanel(int head, int position) {
        return (head * panels(capacity) + position / panel) * headSize * panel;
    }

    /// Where in [#values] the panel begins that holds element `element` of a head.
    int valuePanel(int head, int element) {
        return (head * panels(headSize) + element / panel) * capacity * panel;
    }

    /// Puts keys and values behind `position`.
    ///
    /// @param key [tokens, keyValueWidth], rotated
    /// @param value [tokens, keyValueWidth]
    void put(int layer, int position, float[] key, float[] value, int tokens) {
        for (int token = 0; token < tokens; token++) {
            for (int head = 0; head < heads; head++) {
                put(layer, head, position + token, key, value, (token * heads + head) * headSize);
            }
        }
    }

    private void put(int layer, int head, int position, float[] key, float[] value, int from) {
        int at = keyPanel(head, position) + position % panel;
        for (int i = 0; i < headSize; i++) {
            keys[layer][at + i * panel] = key[from + i];
        }
        for (int i = 0; i < headSize; i += panel) {
            System.arraycopy(value, from + i, values[layer], valuePanel(head, i) + position * panel,
                    Math.min(panel, headSize - i));
        }
    }
}
