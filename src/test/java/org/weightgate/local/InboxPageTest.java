package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class InboxPageTest {
    private static final String ATTACK = "<script>alert(1)</script>\"'&";

    @Test
    void everyFieldOfAMailIsEscaped() {
        var mail = new ReceivedMail(ATTACK, ATTACK, ATTACK, ATTACK, Instant.EPOCH, ATTACK, "", ATTACK);

        String pages = InboxPage.list(List.of(mail)) + InboxPage.one(mail);

        assertThat(pages).doesNotContain("<script").contains("&lt;script&gt;");
    }

    @Test
    void htmlOfAMailIsOnlyShownInASandbox() {
        var mail = new ReceivedMail("1", "a@example.org", "", "Hi", Instant.EPOCH, "", "<b onclick=x>hi</b>", "");

        assertThat(InboxPage.one(mail)).doesNotContain("onclick").contains("<iframe").contains("sandbox=");
    }

    @Test
    void linksCanBeClickedAndNothingElseIsMadeOfThem() {
        String text = "Go to http://localhost:8080/x?a=1&b=2. Or \"javascript:alert(1)\" <http://e.org/\"onload=x>";

        String html = InboxPage.linked(text);

        assertThat(html).contains("<a href=\"http://localhost:8080/x?a=1&amp;b=2\">")
                .doesNotContain("href=\"javascript").doesNotContain("\"onload");
    }

    @Test
    void anEmptyInboxSaysWhatToDo() {
        assertThat(InboxPage.list(List.of())).contains("No mail yet");
    }
}
