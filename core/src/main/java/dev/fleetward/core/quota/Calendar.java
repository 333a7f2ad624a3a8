package dev.fleetward.core.quota;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.concurrent.TimeUnit;

/// Which day and month it is (UTC), told by the monotonic clock between two readings of the wall
/// clock, so that a decision needs only one time. Never goes back to an earlier day. Confined to
/// the lock of its desk.
final class Calendar {
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    private Day today;
    private long nextDayMicros;
    private long anchorNanos;
    private long anchorWallMicros;

    Calendar(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
        today = at(wallMicros);
        nextDayMicros = micros(today.date().plusDays(1));
    }

    /// A day, and the month that it belongs to. Immutable.
    record Day(LocalDate date, YearMonth month) {}

    Day today() {
        return today;
    }

    /// Takes a new reading of the wall clock.
    void read(long nowNanos, long wallMicros) {
        anchorNanos = nowNanos;
        anchorWallMicros = wallMicros;
    }

    /// Nanoseconds until the next day begins; 0 or less once it has.
    long nanosLeftOfDay(long nowNanos) {
        return nanosUntil(nextDayMicros, nowNanos);
    }

    /// Nanoseconds until the next month begins; 0 or less once it has.
    long nanosLeftOfMonth(long nowNanos) {
        return nanosUntil(micros(today.month().plusMonths(1).atDay(1)), nowNanos);
    }

    private static long micros(LocalDate start) {
        return start.toEpochDay() * DAY_MICROS;
    }

    private long nanosUntil(long micros, long nowNanos) {
        return TimeUnit.MICROSECONDS.toNanos(micros - anchorWallMicros) - (nowNanos - anchorNanos);
    }

    /// Moves on to the day that it is now. True if that is another one.
    boolean turn(long nowNanos) {
        if (nanosLeftOfDay(nowNanos) > 0) {
            return false;
        }
        long wall = anchorWallMicros + TimeUnit.NANOSECONDS.toMicros(nowNanos - anchorNanos);
        today = at(wall);
        nextDayMicros = micros(today.date().plusDays(1));
        return true;
    }

    private static Day at(long wallMicros) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(wallMicros, DAY_MICROS));
        return new Day(date, YearMonth.from(date));
    }
}
