package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

import org.junit.jupiter.api.Test;

class KeyValueCacheTest {

    @Test
    void whatNoHeapHoldsIsRefusedBeforeItIsAllocated() {
        assertThatThrownBy(() -> new KeyValueCache(config(1024, 1), LlamaConfig.CONTEXT, 16))
                .isInstanceOf(TooLittleHeapException.class).hasMessageStartingWith("16777216 tokens need 8192.0 GiB of heap");
    }

    @Test
    void whatNoArrayHoldsIsRefused() {
        assertThatThrownBy(() -> new KeyValueCache(config(1024, 16_384), LlamaConfig.CONTEXT, 16))
                .isInstanceOf(TooLittleHeapException.class).hasMessageContaining("tokens need 134217728.0 GiB");
    }

    private static LlamaConfig config(int layers, int heads) {
        return new LlamaConfig(64, 64, layers, heads, heads, 64, 9, LlamaConfig.CONTEXT, 1e-5f,
                new Rope(10_000, new Rope.Scaling.None(), Rope.Pairs.HALVES), true, false, false, Set.of());
    }
}
