package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each getter at its limits: the last value that is read, and what is said of the next.
class JsonObjectTest {

    private interface Getter {
        Object get(JsonObject json) throws ManifestFormatException;
    }

    @Test
    void textIsReadUpToItsLength() throws ManifestFormatException {
        assertThat(json("\"abc\"").text("x", 3)).isEqualTo("abc");
        assertThat(json("[\"abc\",\"\"]").texts("x", 2, 3)).containsExactly("abc", "");
        assertRefused("\"abcd\"", json -> json.text("x", 3), "x", "\"abcd\"", "at most 3 characters and has 4");
        assertRefused("[\"abc\",\"abcd\"]", json -> json.texts("x", 2, 3), "x[1]", "\"abcd\"", "text of at most 3 characters");
    }

    @Test
    void wholeNumbersAreReadFromTheirLeastToTheirMost() throws ManifestFormatException {
        assertThat(json("-2").integer("x", -2, 2)).isEqualTo(-2);
        assertThat(json("2").integer("x", -2, 2)).isEqualTo(2);
        assertThat(json("[0,2147483647]").integers("x", 2)).containsExactly(0, Integer.MAX_VALUE);
        assertRefused("3", json -> json.integer("x", -2, 2), "x", "3", "must lie from -2 to 2");
        assertRefused("-3", json -> json.integer("x", -2, 2), "x", "-3", "must lie from -2 to 2");
        assertRefused("[0,-1]", json -> json.integers("x", 2), "x[1]", "-1", "from 0 to 2147483647");
        assertRefused("[2147483648]", json -> json.integers("x", 2), "x[0]", "2147483648", "from 0 to 2147483647");
    }

    @Test
    void listsAreReadUpToTheirLength() throws ManifestFormatException {
        assertThat(json("[1,2]").integers("x", 2)).hasSize(2);
        assertThat(json("[{},{}]").objects("x", 2)).hasSize(2);
        assertThat(json("null").optionalObjects("x", 0)).isEmpty();
        assertRefused("[1,2,3]", json -> json.integers("x", 2), "x", "a list of 3", "at most 2 entries");
        assertRefused("[{},7]", json -> json.objects("x", 2), "x[1]", "7", "must be an object");
    }

    @Test
    void fieldIsTextOnlyIfItHoldsText() throws ManifestFormatException {
        assertThat(json("\"\"").isText("x")).isTrue();
        assertThat(json("7").isText("x")).isFalse();
        assertThat(json("\"\"").isText("y")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"a\":1} | an object of 1 fields", "[1,2] | a list of 2", "7 | 7", "true | true",
            "1.5 | 1.5", "null | null" })
    void whatIsNoTextIsDescribed(String value, String description) {
        assertRefused(value, json -> json.text("x", 9), "x", description, value.equals("null") ? "required" : "must be text");
    }

    @Test
    void whatNobodyAskedForIsDescribedToo() {
        assertRefused("[1,2]", json -> {
            json.nothingElse();
            return List.of();
        }, "x", "a list of 2", "no such field is known here");
    }

    private static void assertRefused(String value, Getter getter, String field, String shown, String limit) {
        assertThatThrownBy(() -> getter.get(json(value))).isInstanceOfSatisfying(ManifestFormatException.class, refused -> {
            assertThat(refused.document()).isEqualTo("some.json");
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.value()).isEqualTo(shown);
            assertThat(refused.limit()).contains(limit);
        });
    }

    private static JsonObject json(String value) throws ManifestFormatException {
        return JsonObject.parse("some.json", ("{\"x\":" + value + "}").getBytes(StandardCharsets.UTF_8), 1024);
    }
}
