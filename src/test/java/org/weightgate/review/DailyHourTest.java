package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyHourTest {

    @ParameterizedTest
    @CsvSource({
            "7, UTC, 2026-11-25T06:59:59Z, 2026-11-25T07:00:00Z",
            "7, UTC, 2026-11-25T07:00:00Z, 2026-11-26T07:00:00Z",
            "7, Europe/Berlin, 2026-11-25T05:00:00Z, 2026-11-25T06:00:00Z",
            "7, Europe/Berlin, 2026-07-25T05:00:00Z, 2026-07-26T05:00:00Z",
            "7, America/Los_Angeles, 2026-11-25T07:00:00Z, 2026-11-25T15:00:00Z",
            "7, Asia/Kolkata, 2026-11-25T20:00:00Z, 2026-11-26T01:30:00Z",
            "2, Europe/Berlin, 2026-03-28T23:30:00Z, 2026-03-29T01:00:00Z",
            "2, Europe/Berlin, 2026-10-24T23:30:00Z, 2026-10-25T00:00:00Z",
            "2, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-26T01:00:00Z",
            "0, Pacific/Apia, 2026-11-25T11:00:00Z, 2026-11-26T11:00:00Z" })
    void theNextTimeTheClocksShowTheHour(int hour, String zone, Instant now, Instant next) {
        assertThat(new DailyHour(hour, ZoneId.of(zone)).after(now)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({ "0", "12", "23" })
    void anOffsetIsAZoneToo(int hour) {
        Instant now = Instant.parse("2026-11-25T12:34:56Z");

        assertThat(new DailyHour(hour, ZoneId.of("+02:00")).after(now).atOffset(ZoneOffset.ofHours(2)).getHour())
                .isEqualTo(hour);
    }
}
