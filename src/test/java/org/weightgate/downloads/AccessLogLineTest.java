package org.weightgate.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.downloads.AccessLogLine.Read.Fetch;
import org.weightgate.downloads.AccessLogLine.Read.Other;
import org.weightgate.downloads.AccessLogLine.Read.Unreadable;

class AccessLogLineTest {

    private static final String MODEL = "0199c0de-0000-7000-8000-000000000001";
    private static final String SHA256 = "a".repeat(64);
    private static final String TRACE = "0199c0de-0000-4000-8000-00000000000f";
    private static final String MINT = "0123456789abcdef";
    private static final String KEY = "models/" + MODEL + "/blobs/" + SHA256;
    private static final String URI = "/weights/" + KEY + "?x-weightgate-trace=" + TRACE
            + "&x-weightgate-mint=" + MINT
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261125T101112Z&X-Amz-Expires=600&X-Amz-Signature=ffff";

    static String line(String status, String bytes, String uri, String agent) {
        return "79a59df900b949e5 weights [25/Nov/2026:10:12:13 +0000] 192.0.2.44 - 3E57427F3EXAMPLE REST.GET.OBJECT " + KEY
                + " \"GET " + uri + " HTTP/1.1\" " + status + " - " + bytes + " 8388608 41 39 \"-\" \"" + agent
                + "\" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 - QueryString "
                + "weights.s3.us-east-1.amazonaws.com TLSV1.3 - Yes";
    }

    @Test
    void aFetchTellsWhoWhatWhenAndHowMuch() {
        assertThat(AccessLogLine.read(line("206", "4096", URI, "aria2/1.36.0")))
                .isEqualTo(new Fetch(new AccessLogLine("weights",
                        Instant.parse("2026-11-25T10:12:13Z"), "192.0.2.44", SHA256, TRACE, MINT,
                        Instant.parse("2026-11-25T10:11:12Z"),
                        4096)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "403", "404", "500", "304", "416" })
    void whatTheStoreRefusedProvesNothing(String status) {
        assertThat(AccessLogLine.read(line(status, "243", URI, "curl"))).isInstanceOf(Other.class);
    }

    @Test
    void requestsWithoutATraceAreOthers() {
        assertThat(AccessLogLine.read(line("200", "1", "/weights/" + KEY, "curl"))).isInstanceOf(Other.class);
        assertThat(AccessLogLine.read(line("200", "1", URI.replace(TRACE, "../../etc"), "curl"))).isInstanceOf(Other.class);
        assertThat(AccessLogLine.read(line("200", "1", URI + "&x-weightgate-trace=" + MODEL, "curl")))
                .isInstanceOf(Other.class);
    }

    @Test
    void twoAddressesOfOneSecondAreTwo() throws IOException {
        String log = line("200", "5", URI, "a") + "\n" + line("200", "5", URI.replace(MINT, "f".repeat(16)), "b") + "\n"
                + line("200", "5", URI.replace(MINT, "rubbish"), "c") + "\n"
                + line("200", "5", URI.replace("&x-weightgate-mint=" + MINT, ""), "d");

        assertThat(Fetches.of(new StringReader(log), "weights").sums()).hasSize(3);
    }

    @Test
    void aStrangersUserAgentChangesNothing() {
        String agent = "\" 200 - 999999999 \" weights [25/Nov/2026:10:12:13 +0000] 10.0.0.1 - X REST.GET.OBJECT";
        assertThat(AccessLogLine.read(line("200", "7", URI, agent))).isInstanceOfSatisfying(Fetch.class,
                fetch -> assertThat(fetch.line().bytes()).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-", "a b c", "\"", "[]", "weights [25/Nov/2026:10:12:13 +0000]" })
    void rubbishIsUnreadable(String text) {
        assertThat(AccessLogLine.read(text)).isInstanceOf(Unreadable.class);
    }

    @Test
    void impossibleValuesAreUnreadable() {
        String good = line("200", "1", URI, "curl");
        assertThat(AccessLogLine.read(good.replace("25/Nov/2026", "99/Nov/2026"))).isInstanceOf(Unreadable.class);
        assertThat(AccessLogLine.read(good.replace("20261125T101112Z", "20261325T101112Z"))).isInstanceOf(Unreadable.class);
        assertThat(AccessLogLine.read(good.replace("X-Amz-Date=", "%zz="))).isInstanceOf(Unreadable.class);
        assertThat(AccessLogLine.read(good + "x".repeat(AccessLogLine.LONGEST))).isInstanceOf(Unreadable.class);
    }

    @Test
    void damagedLinesNeverThrow() {
        var random = new Random(7);
        String good = line("200", "123", URI, "Mozilla/5.0 (X11; Linux)");
        for (int i = 0; i < 20_000; i++) {
            var damaged = new StringBuilder(good);
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> damaged.deleteCharAt(at);
                    default -> damaged.insert(at, " \"[]%&=-".charAt(random.nextInt(8)));
                }
            }
            assertThat(AccessLogLine.read(damaged.toString())).isNotNull();
        }
    }

    @Test
    void aLogObjectIsAddedUpByAddressHourAndNetwork() throws IOException {
        String log = line("206", "100", URI, "a") + "\n" + line("206", "23", URI, "b").replace("192.0.2.44", "192.0.2.99")
                + "\n"
                + line("200", "5", URI, "c").replace("192.0.2.44", "198.51.100.1") + "\n" + line("403", "9", URI, "d")
                + "\nrubbish\n"
                + line("200", "5", URI, "e").replace(" weights ", " elsewhere ");

        Fetches fetches = Fetches.of(new StringReader(log), "weights");

        assertThat(fetches.lines()).isEqualTo(6);
        assertThat(fetches.unreadable()).isEqualTo(1);
        var hour = Instant.parse("2026-11-25T10:00:00Z");
        var signed = Instant.parse("2026-11-25T10:11:12Z");
        assertThat(fetches.sums()).containsOnlyKeys(new Fetches.Kind(TRACE, SHA256, signed, MINT, hour, "192.0.2.0/24"),
                new Fetches.Kind(TRACE, SHA256, signed, MINT, hour, "198.51.100.0/24"));
        assertThat(fetches.sums()).containsEntry(new Fetches.Kind(TRACE, SHA256, signed, MINT, hour, "192.0.2.0/24"),
                new Fetches.Sum(2, 123));
    }

    @Test
    void aLineWithoutAnEndIsNotKeptWhole() throws IOException {
        Fetches fetches = Fetches.of(new StringReader("x".repeat(5_000_000)), "weights");

        assertThat(fetches.unreadable()).isEqualTo(1);
    }
}
