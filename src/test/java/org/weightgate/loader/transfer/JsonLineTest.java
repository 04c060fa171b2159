package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.weightgate.manifest.JsonObject;

class JsonLineTest {

    @Test
    void nothingInALineIsObeyedByATerminal() throws Exception {
        String text = "a\u0000\u001b[31m\u007f\u0085\u009b31m\u2028\u202e\u2066\"é漢\ud83d\ude00";

        String line = JsonLine.of(Map.of("text", text, "list", List.of(text)));

        assertThat(line.chars()).noneMatch(Character::isISOControl).doesNotContain(0x2028, 0x202e, 0x2066)
                .contains((int) 'é', (int) '漢');
        assertThat(JsonObject.parse("line", line.getBytes(StandardCharsets.UTF_8), 1000).text("text", 100))
                .isEqualTo(text);
    }
}
