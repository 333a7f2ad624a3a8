package dev.fleetward.control.registry;

import dev.fleetward.core.season.PeakRule;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Hours of the week by the clock of a zone, such as `Mon-Fri 09:00-12:00 America/New_York`.
/// Immutable.
record Schedule(String text, PeakRule.Scheduled rule) {
    private static final String EXPECTED =
            " (expected: such as Mon-Fri 09:00-12:00 America/New_York)";
    private static final List<String> DAYS =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /// @throws IllegalArgumentException whose message names the value and the expectation
    static Schedule parse(String text) {
        String[] parts = text.strip().split("\\s+", -1);
        if (parts.length != 3) {
            throw wrong(text);
        }
        String[] times = parts[1].split("-", -1);
        if (times.length != 2) {
            throw wrong(text);
        }
        try {
            return new Schedule(
                    text.strip(),
                    new PeakRule.Scheduled(
                            days(text, parts[0]),
                            LocalTime.parse(times[0]),
                            LocalTime.parse(times[1]),
                            ZoneId.of(parts[2])));
        } catch (DateTimeException notSo) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": " + notSo.getMessage() + EXPECTED, notSo);
        }
    }

    private static Set<DayOfWeek> days(String text, String named) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String range : named.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] ends = range.split("-", -1);
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            if (ends.length > 2 || first < 0 || last < 0) {
                throw wrong(text);
            }
            for (int day = first; ; day = (day + 1) % DAYS.size()) {
                days.add(DayOfWeek.of(day + 1));
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + text + "\"" + EXPECTED);
    }

    @Override
    public String toString() {
        return text;
    }
}
