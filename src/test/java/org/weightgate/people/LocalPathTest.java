package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {

    @Test
    void aPlaceOnThePortalIsKept() {
        assertThat(LocalPath.of("/models/a/b/apply?x=1#terms").uri()).hasToString("/models/a/b/apply?x=1#terms");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", "models", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
            "/\t/evil.example", "/a\r\nSet-Cookie: x", "javascript:alert(1)", "/%", "/ /evil" })
    void anythingElseBecomesTheFrontPage(String text) {
        assertThat(LocalPath.of(text).uri()).hasToString("/");
    }
}
