package org.weightgate.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.downloads.Quota.Limit.BYTES;
import static org.weightgate.downloads.Quota.Limit.BYTES_AT_ONCE;
import static org.weightgate.downloads.Quota.Limit.CONCURRENT;
import static org.weightgate.downloads.Quota.Limit.TICKETS;

import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class QuotaTest {

    private static final Quota NONE = new Quota(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());
    private static final Quota ALL = new Quota(OptionalLong.of(1000), OptionalInt.of(3), OptionalInt.of(2));

    @Test
    void withoutLimitsNothingIsTooMuch() {
        assertThat(NONE.isUnlimited()).isTrue();
        assertThat(NONE.brokenBy(new Quota.Use(1L << 60, Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 1), 1L << 60, false))
                .isEmpty();
    }

    @Test
    void bytesMayReachTheLimitAndNotPassIt() {
        assertThat(ALL.brokenBy(new Quota.Use(400, 0, 0), 600, false)).isEmpty();
        assertThat(ALL.brokenBy(new Quota.Use(401, 0, 0), 600, false)).contains(BYTES);
        assertThat(ALL.brokenBy(new Quota.Use(0, 0, 0), 1001, false)).contains(BYTES_AT_ONCE);
        assertThat(ALL.brokenBy(new Quota.Use(Long.MAX_VALUE, 0, 0), 1, false)).contains(BYTES);
    }

    @Test
    void whatUsesUpNothingIsFineWhenAllBytesAreUsed() {
        assertThat(ALL.brokenBy(new Quota.Use(5000, 0, 0), 0, false)).isEmpty();
    }

    @Test
    void ticketsAreCountedByDayAndAtOnce() {
        assertThat(ALL.brokenBy(new Quota.Use(0, 2, 1), 1, false)).isEmpty();
        assertThat(ALL.brokenBy(new Quota.Use(0, 3, 0), 1, false)).contains(TICKETS);
        assertThat(ALL.brokenBy(new Quota.Use(0, 2, 2), 1, false)).contains(CONCURRENT);
    }

    @Test
    void anAddressThatJoinsATicketIsNoTicketMore() {
        assertThat(ALL.brokenBy(new Quota.Use(0, 3, 2), 1, true)).isEmpty();
        assertThat(ALL.brokenBy(new Quota.Use(1000, 3, 2), 1, true)).contains(BYTES);
    }
}
