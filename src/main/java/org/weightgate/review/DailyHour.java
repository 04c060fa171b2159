package org.weightgate.review;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// An hour of every day, by the clocks of a zone. Where clocks skip it, it is the first moment after.
record DailyHour(int hour, ZoneId zone) {

    Instant after(Instant now) {
        ZonedDateTime today = at(now.atZone(zone));
        return (today.toInstant().isAfter(now) ? today : at(now.atZone(zone).plusDays(1))).toInstant();
    }

    private ZonedDateTime at(ZonedDateTime day) {
        return day.toLocalDate().atTime(LocalTime.of(hour, 0)).atZone(zone);
    }
}
