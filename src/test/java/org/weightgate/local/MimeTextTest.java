package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MimeTextTest {

    @Test
    void bothFormsOfAMailAreRead() {
        var mail = MimeText.of("""
                Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r
                 =?UTF-8?B?IGFu?= alle\r
                Content-Type: multipart/alternative;\r
                 boundary="--=_x.1"\r
                \r
                ----=_x.1\r
                Content-Type: text/plain; charset=UTF-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                Caf=C3=A9 http://localhost/=\r
                x?a=3Db\r
                ----=_x.1\r
                Content-Type: text/html; charset=UTF-8\r
                Content-Transfer-Encoding: base64\r
                \r
                PGI+Q2Fmw6k8L2I+\r
                ----=_x.1--\r
                """);

        assertThat(mail.header("subject")).isEqualTo("Grüße an alle");
        assertThat(mail.text()).isEqualTo("Café http://localhost/x?a=b");
        assertThat(mail.html()).isEqualTo("<b>Café</b>");
    }

    @Test
    void aPlainMailIsRead() {
        var mail = MimeText.of("Subject: Hi\r\n\r\nHello\r\nthere\r\n");

        assertThat(mail.text()).isEqualTo("Hello\nthere\n");
    }

    @Test
    void aBrokenMailIsShownAsFarAsItGoes() {
        assertThat(MimeText.of("Content-Type: multipart/mixed; boundary=x\r\n\r\nno boundary").text()).isEmpty();
        assertThat(MimeText.of("").text()).isEmpty();
        assertThat(MimeText.of("Subject: =?none?Q?=ZZ?=\r\n\r\n").header("subject")).isEqualTo("=ZZ");
    }
}
