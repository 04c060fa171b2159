package org.weightgate.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files of a megabyte or so that are made to cost far more than that.
class OutOfProportionTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource(names = { "MANIFEST", "SIGNATURE", "KEY_LIST", "SAFETENSORS", "SAFETENSORS_INDEX", "CONFIG_JSON",
            "PARAMS_JSON", "TOKENIZER_JSON", "TICKET" })
    void longNameOverManyValuesIsNotRepeatedForEach(FuzzTarget target) {
        String name = target == FuzzTarget.MANIFEST || target == FuzzTarget.SIGNATURE || target == FuzzTarget.KEY_LIST
                || target == FuzzTarget.TICKET ? "n".repeat(4000) : "n".repeat(MEGABYTE);
        String values = "{\"" + name + "\":{\"" + name + "\":[" + "0,".repeat(100_000) + "0]";
        tries(target, values + (name.length() < MEGABYTE ? "}}" : ",\"x\":{" + members(50_000) + "}}}"));
    }

    @ParameterizedTest
    @EnumSource(names = { "MANIFEST", "SIGNATURE", "KEY_LIST", "SAFETENSORS", "SAFETENSORS_INDEX", "CONFIG_JSON",
            "PARAMS_JSON", "TOKENIZER_JSON", "TICKET" })
    void millionsOfEmptyListsCostNoMoreThanTheyMay(FuzzTarget target) {
        tries(target, "{\"x\":[" + "[],".repeat(1_100_000) + "0]}");
    }

    @Test
    void longKeyBeforeManyStringsIsNotRepeatedForEach() {
        var bytes = new ByteArrayOutputStream();
        byte[] key = "k".repeat(65_535).getBytes(StandardCharsets.US_ASCII);
        int count = 200_000;
        ByteBuffer header = ByteBuffer.allocate(24 + 8 + key.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        header.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(1);
        header.putLong(key.length).put(key).putInt(9).putInt(8).putLong(count);
        bytes.writeBytes(header.array());
        bytes.writeBytes(new byte[8 * count]);
        tries(FuzzTarget.GGUF, bytes.toByteArray());
    }

    @Test
    void templateThatNamesOneLongListManyTimesIsRefused() {
        String ids = IntStream.range(0, 10_000).mapToObj(_ -> "1").collect(Collectors.joining(","));
        String names = IntStream.range(0, 10_000).mapToObj(_ -> "{\"SpecialToken\":{\"id\":\"x\"}}")
                .collect(Collectors.joining(","));
        tries(FuzzTarget.TOKENIZER_JSON, """
                {"decoder":{"type":"ByteLevel"},"pre_tokenizer":{"type":"ByteLevel"},"model":{"vocab":{},"merges":[]},
                "post_processor":{"type":"TemplateProcessing","special_tokens":{"x":{"ids":[IDS]}},"single":[NAMES]}}"""
                .replace("IDS", ids).replace("NAMES", names));
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));
    }

    private static void tries(FuzzTarget target, String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        if (target != FuzzTarget.SAFETENSORS) {
            tries(target, json);
            return;
        }
        tries(target,
                ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array());
    }

    /// [FuzzTarget#reads] holds the memory taken against the length.
    private static void tries(FuzzTarget target, byte[] input) {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> assertThatCode(() -> target.reads(input)).doesNotThrowAnyException());
    }

}
