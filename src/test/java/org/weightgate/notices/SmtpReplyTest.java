package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            550 | 550 5.1.1 <ada@example.org>: user unknown  | true
            550 | 550 no such mailbox                        | true
            551 | 551 user not local                         | true
            553 | 553 5.1.3 bad address syntax               | true
            550 | 550 5.2.1 mailbox disabled                 | true
            550 | 550 5.7.1 refused by policy                | false
            552 | 552 5.2.2 mailbox full                     | false
            554 | 554 5.7.1 blocked, see 5.1.1               | false
            """)
    void aRefusalIsOfTheAddressOrOfTheMail(int code, String words, boolean badAddress) {
        assertThat(new SmtpReply(code, words).toRecipient()).isEqualTo(new Outcome.Refused(words, badAddress));
    }

    @ParameterizedTest
    @CsvSource({ "421, closing", "530, sign in first", "535, wrong password" })
    void whatIsAboutUsIsNoMailsFault(int code, String words) {
        assertThat(new SmtpReply(code, words).toRecipient()).isInstanceOf(Outcome.ServerTrouble.class);
        assertThat(new SmtpReply(code, words).toMessage()).isInstanceOf(Outcome.ServerTrouble.class);
    }

    @Test
    void laterIsLater() {
        assertThat(new SmtpReply(451, "451 greylisted").toRecipient()).isEqualTo(new Outcome.Deferred("451 greylisted"));
        assertThat(new SmtpReply(452, "452 full").toSender()).isInstanceOf(Outcome.Deferred.class);
        assertThat(new SmtpReply(554, "554 no").toSender()).isInstanceOf(Outcome.ServerTrouble.class);
        assertThat(new SmtpReply(554, "554 spam").toMessage()).isEqualTo(new Outcome.Refused("554 spam", false));
    }

    @Test
    void theWordsAreOneHarmlessLine() {
        assertThat(new SmtpReply(550, "550-no\r\n550 \u202esuch\u0000 user").text()).isEqualTo("550-no 550 such user");
    }
}
