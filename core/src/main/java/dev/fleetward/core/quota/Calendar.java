package dev.fleetward.core.quota;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.concurrent.TimeUnit;

/// Which day and month it is (UTC), told by the monotonic clock between two readings of the wall
/// clock, so that a decision needs only one time. Never goes back to an earlier day. Confined to
/// the lock of its desk.
final class Calendar {
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    private LocalDate day;
    private YearMonth month;
    private long anchorNanos;
    private long anchorWallMicros;

    Calendar(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
        day = at(wallMicros);
        month = YearMonth.from(day);
    }

    LocalDate day() {
        return day;
    }

    YearMonth month() {
        return month;
    }

    /// Takes a new reading of the wall clock.
    void read(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
    }

    /// Nanoseconds until the next day begins; 0 or less once it has.
    long nanosLeftOfDay(long nowNanos) {
        return nanosUntil(day.plusDays(1), nowNanos);
    }

    /// Nanoseconds until the next month begins; 0 or less once it has.
    long nanosLeftOfMonth(long nowNanos) {
        return nanosUntil(month.plusMonths(1).atDay(1), nowNanos);
    }

    private long nanosUntil(LocalDate start, long nowNanos) {
        long micros = TimeUnit.SECONDS.toMicros(start.toEpochDay() * 86_400);
        return TimeUnit.MICROSECONDS.toNanos(micros - anchorWallMicros) - (nowNanos - anchorNanos);
    }

    /// Moves on to the day that it is now. True if that is another one.
    boolean turn(long nowNanos) {
        if (nanosLeftOfDay(nowNanos) > 0) {
            return false;
        }
        long wall = anchorWallMicros + TimeUnit.NANOSECONDS.toMicros(nowNanos - anchorNanos);
        day = at(wall);
        month = YearMonth.from(day);
        return true;
    }

    private static LocalDate at(long wallMicros) {
        return LocalDate.ofEpochDay(Math.floorDiv(wallMicros, DAY_MICROS));
    }
}
