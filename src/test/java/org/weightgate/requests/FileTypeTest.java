package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A file is what its content says, and a name is made harmless.
class FileTypeTest {

    static final byte[] PDF = "%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
    static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452"
            + "00000001000000010802000000907753de" + "0000000049454e44ae426082");

    private final AttachmentRules rules = new AttachmentRules(2, 1000);

    @Test
    void theContentDecides() {
        assertThat(FileType.of("cv.pdf", PDF)).contains(FileType.PDF);
        assertThat(FileType.of("CV.PDF", PDF)).contains(FileType.PDF);
        assertThat(FileType.of("a.png", PNG)).contains(FileType.PNG);
        assertThat(FileType.of("a.jpeg", HexFormat.of().parseHex("ffd8ffe000104a46ffd9"))).contains(FileType.JPEG);
        assertThat(FileType.of("notes.txt", "Zoë\n".getBytes(StandardCharsets.UTF_8))).contains(FileType.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = { "cv.exe", "cv", "cv.pdf.exe", "cv.html", "cv.svg", "cv.zip", ".pdfx", "" })
    void anEndingThatIsNotOnTheListIsNotTaken(String name) {
        assertThat(FileType.of(name, PDF)).isEmpty();
    }

    @Test
    void disguisesAreNotTaken() throws Exception {
        var withTail = new ByteArrayOutputStream();
        withTail.write(PNG);
        withTail.write("<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII));

        assertThat(FileType.of("cv.pdf", "MZ\u0000\u0001".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(FileType.of("cv.pdf", "<html>%PDF-1.7 %%EOF".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(FileType.of("cv.pdf", PNG)).isEmpty();
        assertThat(FileType.of("a.png", withTail.toByteArray())).isEmpty();
        assertThat(FileType.of("a.txt", PNG)).isEmpty();
        assertThat(FileType.of("a.txt", new byte[] { (byte) 0xff, (byte) 0xfe, 'a', 0 })).isEmpty();
        assertThat(FileType.of("a.jpg", new byte[0])).isEmpty();
    }

    @Test
    void refusalsNameTheFileAndTheLimit() {
        assertThat(rules.problemWith("big.pdf", new byte[1001], 0)).hasValueSatisfying(
                words -> assertThat(words).contains("big.pdf", "too large"));
        assertThat(rules.problemWith("cv.exe", PDF, 0))
                .hasValueSatisfying(words -> assertThat(words).contains("cv.exe", "PDF"));
        assertThat(rules.problemWith("cv.pdf", PDF, 2)).hasValueSatisfying(words -> assertThat(words).contains("2 files"));
        assertThat(rules.problemWith("", PDF, 0)).contains("Choose a file first.");
        assertThat(rules.problemWith("cv.pdf", new byte[0], 0)).isPresent();
        assertThat(rules.problemWith("cv.pdf", PDF, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "../../etc/passwd.txt, passwd.txt", "C:\\temp\\cv.pdf, cv.pdf",
            "'a\r\nSet-Cookie: b.pdf', a Set-Cookie_ b.pdf",
            "'cv\u202Efdp.exe', cvfdp.exe", "'cv\u0000.pdf', cv.pdf", "'a\";x=\".pdf', a__x=_.pdf" })
    void namesAreMadeHarmless(String typed, String shown) {
        assertThat(AttachmentRules.cleanName(typed)).isEqualTo(shown);
    }

    @Test
    void theHeaderHoldsWhateverTheNameIs() {
        assertThat(AttachmentPages.disposition("Zoë 李\".pdf")).startsWith("attachment; filename=\"Zo_ __.pdf\"")
                .endsWith("filename*=UTF-8''Zo%C3%AB%20%E6%9D%8E%22.pdf").doesNotContain("\n");
        assertThat(AttachmentRules.cleanName("x".repeat(500) + ".pdf")).hasSize(120).endsWith(".pdf");
    }
}
