package dev.fleetward.core.quota;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/// Which month it is (UTC), told by the monotonic clock between two readings of the wall clock, so
/// that a decision needs only one time. Never goes back to an earlier month. Confined to the lock
/// of its desk.
final class CalendarMonth {
    private YearMonth month;
    private long endsWallMicros;
    private long anchorNanos;
    private long anchorWallMicros;

    CalendarMonth(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
        month = at(wallMicros);
        endsWallMicros = startOf(month.plusMonths(1));
    }

    YearMonth month() {
        return month;
    }

    /// Takes a new reading of the wall clock.
    void read(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
    }

    /// Nanoseconds until the next month begins; 0 or less once it has.
    long nanosLeft(long nowNanos) {
        return TimeUnit.MICROSECONDS.toNanos(endsWallMicros - anchorWallMicros)
                - (nowNanos - anchorNanos);
    }

    /// Moves on to the month that it is now. True if that is another one.
    boolean turn(long nowNanos) {
        long over = -nanosLeft(nowNanos);
        if (over < 0) {
            return false;
        }
        month = at(endsWallMicros + TimeUnit.NANOSECONDS.toMicros(over));
        endsWallMicros = startOf(month.plusMonths(1));
        return true;
    }

    private static YearMonth at(long wallMicros) {
        return YearMonth.from(
                Instant.EPOCH
                        .plusSeconds(Math.floorDiv(wallMicros, 1_000_000L))
                        .atOffset(ZoneOffset.UTC));
    }

    private static long startOf(YearMonth month) {
        return TimeUnit.SECONDS.toMicros(
                month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC));
    }
}
