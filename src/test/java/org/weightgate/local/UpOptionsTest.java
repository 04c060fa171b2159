package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

class UpOptionsTest {
    private static final Path CHECKOUT = Path.of("/checkout");

    @Test
    void withoutOptionsTheDataLiesInTheCheckout() {
        assertThat(UpOptions.parse(List.of(), CHECKOUT))
                .isEqualTo(new UpOptions(8080, Path.of("/checkout/.weightgate"), false, false));
    }

    @Test
    void everyOptionIsRead() {
        var expected = new UpOptions(9000, Path.of("/data"), true, true);

        assertThat(UpOptions.parse(List.of("--port", "9000", "--data", "/data", "--fresh", "--json"), CHECKOUT))
                .isEqualTo(expected);
        assertThat(UpOptions.parse(List.of("--json", "--fresh", "--data=/data", "--port=9000"), CHECKOUT))
                .isEqualTo(expected);
    }

    @Test
    void badOptionsAreNamed() {
        assertRefused("--port takes a number from 1 to 65535, not 70000.", "--port", "70000");
        assertRefused("--port takes a number from 1 to 65535, not x.", "--port=x");
        assertRefused("--data takes a value.", "--data");
        assertRefused("up does not know --bogus.", "--bogus");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> UpOptions.parse(List.of(arguments), CHECKOUT))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
