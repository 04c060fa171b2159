package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

    @Test
    void wordsBecomeHtml() {
        assertThat(html("# Story\n\nIt *tells* stories.\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
                .contains("<h3>Story</h3>", "<em>tells</em>", "<td>1</td>");
    }

    @ParameterizedTest
    @ValueSource(strings = { "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=x>b</b>",
            "<style>*{}</style>", "<iframe src=//evil></iframe>", "</section><form action=//evil>" })
    void htmlIsShownNotRun(String hostile) {
        assertThat(html(hostile)).doesNotContain("<script", "<img", "<b ", "<style", "<iframe", "<form", "</section");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a \u202Eevil", "a \u2066evil", "a &#8238;evil", "a &#x2066;evil", "a \u0007evil" })
    void nothingTurnsAPageAround(String hostile) {
        assertThat(html(hostile)).contains("a evil");
    }

    @ParameterizedTest
    @ValueSource(strings = { "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "[x](vbscript:x)",
            "![x](javascript:alert(1))", "<javascript:alert(1)>" })
    void addressesThatRunAreRemoved(String hostile) {
        assertThat(html(hostile).toLowerCase(Locale.ROOT)).doesNotContain("href=\"javascript", "href=\"data",
                "href=\"vbscript", "src=");
    }

    @Test
    void picturesBecomeLinksSoThatNobodyElseHearsOfAReader() {
        assertThat(html("![A graph](https://elsewhere.example/pixel.png)")).doesNotContain("<img")
                .contains("href=\"https://elsewhere.example/pixel.png\"", "A graph");
    }

    private static String html(String markdown) {
        return Markdown.html(markdown).getValue();
    }
}
