package dev.fleetward.app.evaluation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of every day in a time zone, such as `09:00-11:00 America/New_York`; they may pass
/// midnight. Daylight saving is that of the zone. Immutable.
///
/// @param to excluded; another one than `from`
public record DayWindow(LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2}) +(\\S+)");

    /// @throws IllegalArgumentException whose message names the value and the expectation
    public static DayWindow parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            try {
                LocalTime from = LocalTime.parse(matcher.group(1));
                LocalTime to = LocalTime.parse(matcher.group(2));
                if (!from.equals(to)) {
                    return new DayWindow(from, to, ZoneId.of(matcher.group(3)));
                }
            } catch (DateTimeException unknown) {
                // Told below, like what has another form.
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: such as \"09:00-11:00 America/New_York\")");
    }

    /// The same length, half a day later.
    public DayWindow opposite() {
        return new DayWindow(from.plusHours(12), to.plusHours(12), zone);
    }

    public boolean has(Instant moment) {
        LocalTime time = moment.atZone(zone).toLocalTime();
        boolean sinceFrom = !time.isBefore(from);
        boolean beforeTo = time.isBefore(to);
        return from.isBefore(to) ? sinceFrom && beforeTo : sinceFrom || beforeTo;
    }

    /// How long until it begins; zero within it.
    public Duration until(Instant moment) {
        if (has(moment)) {
            return Duration.ZERO;
        }
        ZonedDateTime now = moment.atZone(zone);
        ZonedDateTime begin = now.with(from);
        if (!begin.toInstant().isAfter(moment)) {
            begin = now.toLocalDate().plusDays(1).atTime(from).atZone(zone);
        }
        return Duration.between(moment, begin);
    }

    /// Whether some moment is in both, as their zones are on that day.
    public boolean overlaps(DayWindow other, Instant day) {
        Instant start = day.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        for (int minute = 0; minute < 24 * 60; minute++) {
            Instant moment = start.plusSeconds(minute * 60L);
            if (has(moment) && other.has(moment)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return from + "-" + to + " " + zone;
    }
}
