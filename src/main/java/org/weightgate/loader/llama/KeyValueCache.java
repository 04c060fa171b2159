package org.weightgate.loader.llama;

/// Keys and values of every position so far, per layer [capacity, keyValueWidth], rotated keys.
final class KeyValueCache {

    private final int width;
    private final float[][] keys;
    private final float[][] values;

    KeyValueCache(LlamaConfig config, int capacity) {
        this.width = config.keyValueWidth();
        int length = Math.toIntExact((long) capacity * width);
        this.keys = new float[config.layers()][length];
        this.values = new float[config.layers()][length];
    }

    /// Puts `tokens` keys and values behind `position`.
    void put(int layer, int position, float[] key, float[] value, int tokens) {
        System.arraycopy(key, 0, keys[layer], position * width, tokens * width);
        System.arraycopy(value, 0, values[layer], position * width, tokens * width);
    }

    float[] keys(int layer) {
        return keys[layer];
    }

    float[] values(int layer) {
        return values[layer];
    }
}
