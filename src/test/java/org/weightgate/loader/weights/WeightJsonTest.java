package org.weightgate.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class WeightJsonTest {

    @Test
    void aMillionListsAreRead() throws WeightFormatException {
        assertThat(WeightJson.parse("some.json", lists(999_000))).isNotNull();
    }

    @Test
    void halfOfASurrogatePairIsRefusedAndAWholeOneRead() throws WeightFormatException {
        assertThat(json("\"\\ud83d\\ude00a\\ud83d\\ude00\"").text()).isEqualTo("\ud83d\ude00a\ud83d\ude00");
        for (String half : List.of("\\ud83d", "\\ude00", "a\\ud83d", "\\ud83da", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00")) {
            assertThatThrownBy(() -> json("\"" + half + "\"")).hasMessageContaining("half of a surrogate pair");
            assertThatThrownBy(() -> json("{\"" + half + "\":1}")).hasMessageContaining("half of a surrogate pair");
        }
    }

    @Test
    void refusalsNameThePlace() throws WeightFormatException {
        assertThatThrownBy(() -> json("{\"a\":{\"x\":1},\"b\":{\"c\":1,\"c\":2}}")).hasMessageContaining("some.json: b.c is");
        assertThatThrownBy(() -> json("{} {}")).hasMessageContaining("character 4");
        assertThatThrownBy(() -> json("[1,]")).hasMessageContaining("character ");
        assertThatThrownBy(() -> json("[18446744073709551616]").items().getFirst().integer(0, 9))
                .hasMessageContaining("[0] is 18446744073709551616");
        assertThatThrownBy(() -> WeightJson.parse("some.json", new byte[] { '"', (byte) 0xff, '"' }))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void fieldsTellWhatTheyAre() throws WeightFormatException {
        JsonField document = json("{\"no\":false,\"yes\":true,\"text\":\"t\",\"list\":[],\"object\":{},\"null\":null}");

        assertThat(document.get("no").isFalse()).isTrue();
        assertThat(document.get("yes").isFalse()).isFalse();
        assertThat(document.get("null").isFalse()).isFalse();
        assertThat(document.get("null").isPresent()).isFalse();
        assertThat(document.get("list").isArray()).isTrue();
        assertThat(document.get("text").isText()).isTrue();
        assertThat(json("1.5").number(1.5, 1.5)).isEqualTo(1.5);
        assertThatThrownBy(() -> json("1.5").number(1.6, 2)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> json("1.5").number(1, 1.4)).isInstanceOf(WeightFormatException.class);
    }

    private static JsonField json(String text) throws WeightFormatException {
        return WeightJson.parse("some.json", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void moreListsThanThatAreRefusedByTheirNumber() {
        assertThatThrownBy(() -> WeightJson.parse("some.json", lists(1_000_000)))
                .isInstanceOf(WeightFormatException.class).hasMessageContaining("1000000 objects and arrays");
    }

    private static byte[] lists(int count) {
        return ("{\"x\":[" + "[],".repeat(count) + "0]}").getBytes(StandardCharsets.US_ASCII);
    }
}
