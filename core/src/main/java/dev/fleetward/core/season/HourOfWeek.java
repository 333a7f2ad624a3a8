package dev.fleetward.core.season;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// An hour of the week in UTC. Immutable.
///
/// Elsewhere the same hour has another name, and another one again when the clocks there change: so
/// it can be named in a zone only together with a date.
///
/// @param index from 0, Monday 00:00 to 01:00, to 167
public record HourOfWeek(int index) {
    public static final int COUNT = 168;

    static final long MICROS_PER_HOUR = 3_600_000_000L;

    private static final int HOURS_PER_DAY = 24;

    /// The epoch began on a Thursday.
    private static final int HOUR_OF_EPOCH = 72;

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("EEE HH:mm zzz", Locale.US);

    public HourOfWeek {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException(
                    "hour of the week: " + index + " (expected: 0..167)");
        }
    }

    public static HourOfWeek at(long wallMicros) {
        return ofStretch(stretch(wallMicros));
    }

    /// The hour in UTC in which a moment of any zone lies.
    public static HourOfWeek at(ZonedDateTime moment) {
        return ofStretch(Math.floorDiv(moment.toEpochSecond(), 3_600L));
    }

    /// Whole hours since the epoch.
    static long stretch(long wallMicros) {
        return Math.floorDiv(wallMicros, MICROS_PER_HOUR);
    }

    static HourOfWeek ofStretch(long stretch) {
        return new HourOfWeek(Math.floorMod(stretch + HOUR_OF_EPOCH, COUNT));
    }

    public DayOfWeek day() {
        return DayOfWeek.of(index / HOURS_PER_DAY + 1);
    }

    public int hourOfDay() {
        return index % HOURS_PER_DAY;
    }

    /// When it begins in the week, Monday to Sunday in UTC, of that date, as the clock of that zone
    /// shows it.
    public ZonedDateTime in(ZoneId zone, LocalDate date) {
        LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return monday.atStartOfDay(ZoneOffset.UTC).plusHours(index).withZoneSameInstant(zone);
    }

    /// When it begins next, at or after a moment, as the clock of that zone shows it.
    public ZonedDateTime next(ZoneId zone, Instant from) {
        Instant begin = in(ZoneOffset.UTC, LocalDate.ofInstant(from, ZoneOffset.UTC)).toInstant();
        return (begin.isBefore(from) ? begin.plus(COUNT, ChronoUnit.HOURS) : begin).atZone(zone);
    }

    /// Such as `Mon 10:00 EDT`.
    public String label(ZoneId zone, LocalDate date) {
        return LABEL.format(in(zone, date));
    }

    @Override
    public String toString() {
        return label(ZoneId.of("UTC"), LocalDate.EPOCH);
    }
}
